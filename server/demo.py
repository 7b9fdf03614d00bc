"""The demo's practice: one evening group with its people, and a link for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from rooms.ids import AccountId
from rooms.roles import Role
from rooms.state import Agreement, RoomSettings
from server.api.invites import invite_url
from server.fresh import fresh_id, fresh_secret
from server.stores.contract import Invite
from server.stores.opening import Stores

ROOM_NAME = "Steady Ground"
AGREEMENT = Agreement(
    version=1,
    text={
        "en": (
            "What is said in this group stays in this group.\n\n"
            "I am alone in a room where nobody can see or hear the others.\n\n"
            "I do not record, photograph or write down what others share.\n\n"
            "I may pass at any time, and so may everybody else.\n\n"
            "If I am in danger I call the emergency number; this group is no emergency service."
        ),
        "es": (
            "Lo que se dice en este grupo se queda en este grupo.\n\n"
            "Estoy a solas en un lugar donde nadie puede ver ni oír a las demás personas.\n\n"
            "No grabo, no fotografío y no anoto lo que otras personas comparten.\n\n"
            "Puedo pasar en cualquier momento, y las demás personas también.\n\n"
            "Si estoy en peligro llamo al número de emergencias; este grupo no es un servicio de emergencia."
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the demo, and what to try as them."""

    name: str
    role: Role
    advice: str


PEOPLE = (
    Person("Miriam", Role.FACILITATOR, "opens the group; admits people, calls on hands, mutes, removes"),
    Person("Daniel", Role.CO_HOST, "minds the lobby and the chat; takes over when Miriam drops"),
    Person("Ana", Role.PARTICIPANT, "waits in the lobby; raise a hand, write, fill in a worksheet"),
    Person("Theo", Role.PARTICIPANT, "try it by keyboard alone: ? lists the keys"),
    Person("Rosa", Role.PARTICIPANT, "try it in Spanish, on a phone's width, without a camera"),
)


GUESTS = tuple(Person(name, Role.PARTICIPANT, "synthetic") for name in ("Sam", "Priya", "Jun"))


@dataclass(frozen=True, slots=True)
class Link:
    """One person's way in. It can be used again and again."""

    person: Person
    url: str


async def seed(stores: Stores, base_url: str, now: float, people: Sequence[Person] = PEOPLE) -> list[Link]:
    """Return a link for each of these people, making the group on the first run. Earlier links stay good."""
    page = await stores.rooms.page(None, 1)
    if page.items:
        room = page.items[0]
    else:
        settings = RoomSettings(name=ROOM_NAME, agreement=AGREEMENT, members_may_share_screen=True)
        room = await stores.rooms.create(settings, now)
    links = []
    for person in people:
        code = fresh_secret()
        invite = Invite(
            invite_id=fresh_id(),
            room_id=room.room_id,
            role=person.role,
            name=person.name,
            account_id=AccountId(f"demo-{person.name.lower()}"),
            created_at=now,
        )
        await stores.invites.create(invite, code)
        links.append(Link(person, invite_url(base_url, code)))
    return links


async def set_encrypted(stores: Stores, encrypted: bool) -> None:
    """Have the group's next session end-to-end encrypted, or not."""
    (room,) = (await stores.rooms.page(None, 1)).items
    await stores.rooms.change(room.room_id, replace(room.settings, end_to_end_encrypted=encrypted))
