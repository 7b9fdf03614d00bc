"""Four people write on one sheet over their sockets; one of them is offline for a while and writes on."""

from typing import Any

from pycrdt import Doc, Text

from rooms.roles import Role
from tests.server.house import House
from tests.server.people import Person


class Writer:
    """Somebody at a sheet, as a page is: a copy of one's own, fed by what is told."""

    def __init__(self, person: Person, order: int, sheet: str, field: str) -> None:
        self.person, self._sheet, self._field = person, sheet, field
        self._doc: Doc[Any] = Doc(client_id=(order << 32) | 1)

    def read(self) -> str:
        """Take in what was told up to now, and return what stands there."""
        for name, payload in self.person.heard:
            if name == "DocumentEdited":
                self._doc.apply_update(payload["update"])
        return str(self._text())

    def note(self, words: str) -> bytes:
        """Write into the own copy alone; return the change."""
        known = self._doc.get_state()
        self._text().insert(0, words)
        return self._doc.get_update(known)

    async def send(self, update: bytes) -> None:
        """Bring a change to the sheet of all."""
        answer = await self.person.ask("EditDocument", worksheet_id=self._sheet, update=update)
        assert "ok" in answer, answer

    async def come_back(self, person: Person) -> None:
        """Take in the whole sheet over a new connection, and send what it lacks."""
        self.person = person
        whole: Doc[Any] = Doc()
        whole.apply_update(person.welcome["snapshot"]["documents"][self._sheet])
        self._doc.apply_update(whole.get_update())
        await self.send(self._doc.get_update(whole.get_state()))

    def _text(self) -> Text:
        text: Text = self._doc.get(self._field, type=Text)
        return text


async def sheet_on_the_table(host: Person) -> tuple[str, str]:
    """Put a shared sheet on the table; return its id and the id of its first field."""
    templates = (await host.ask("GetTemplates", language="en"))["ok"]["templates"]
    await host.ask("OpenWorksheet", template_id=templates[0]["template_id"], mode="shared")
    opened = await host.hears("WorksheetOpened")
    return opened["worksheet"]["worksheet_id"], opened["worksheet"]["fields"][0]


async def test_four_people_one_of_them_offline_end_with_the_same_sheet(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    members = [await house.seated(host, room_id, name) for name in ("ana", "theo", "jun")]
    sheet, field = await sheet_on_the_table(host)
    writers = [Writer(person, order, sheet, field) for order, person in enumerate([host, *members])]
    _, ana, theo, jun = writers
    await jun.send(jun.note("before. "))
    resume = jun.person.resume
    await jun.person.leave()
    await host.hears("SeatHeld", seat_id=resume["seat_id"])
    for words in ("offline, ", "still offline. "):
        jun.note(words)
    for writer, words in ((ana, "Ana. "), (theo, "Theo. "), (ana, "Ana again. ")):
        await writer.send(writer.note(words))
    await jun.come_back(await house.connect(house.token(room_id, "jun"), resume=resume))
    for writer in writers:
        await writer.person.ask("Sync")  # answered after all that came before it
    read = [writer.read() for writer in writers]
    assert len(set(read)) == 1
    assert all(words in read[0] for words in ("before.", "still offline. offline,", "Ana again.", "Theo."))
