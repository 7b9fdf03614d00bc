"""What people say to each other in these tests, and what each of them has come to know."""

from tests.server.people import Person


def chat_of(person: Person) -> list[str]:
    """Return the lines that a browser would show: a snapshot replaces what was before."""
    lines: list[str] = []
    for name, payload in person.heard:
        if name in ("Welcome", "Snapshot"):
            snapshot = payload["snapshot"] if name == "Welcome" else payload
            lines = [message["text"] for message in snapshot["session"]["messages"]]
        elif name == "MessageSent":
            lines.append(payload["message"]["text"])
    return lines


async def says(person: Person, text: str) -> None:
    """Say a line; it must be taken."""
    answer = await person.ask("SendMessage", client_id=text, text=text)
    assert "ok" in answer, answer


async def reads(person: Person, text: str) -> None:
    """Wait until a line has come."""
    await person.comes_to(lambda person: text in chat_of(person))


def snapshots_of(person: Person) -> list[int]:
    """Return the epochs of all snapshots that the person was sent, the first at the welcome."""
    epochs = []
    for name, payload in person.heard:
        if name == "Welcome":
            epochs.append(payload["snapshot"]["epoch"])
        elif name == "Snapshot":
            epochs.append(payload["epoch"])
    return epochs
