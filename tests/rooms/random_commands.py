"""Any command from anybody, with secrets planted in it: for random sessions and for the recorded logs.

Every planted secret says whose it is: `account-…` (also in the id of a link), `note-<seat>-…`,
`answer-<seat>-…`, `letter-<seat>-`, `<channel>-<thread>-`.
"""

from random import Random
from typing import get_args

import msgspec

from rooms import ids
from rooms.commands import (
    COMMANDS,
    AcceptAgreement,
    Admit,
    AdmitAll,
    AnyCommand,
    Arrive,
    BanSeat,
    CloseHelp,
    CloseWorksheet,
    Command,
    EndForAll,
    GiveCheckIn,
    KeyLetter,
    Leave,
    LockRoom,
    LoseConnection,
    LowerHand,
    MarkHelpSeen,
    MoveHand,
    OpenWorksheet,
    Publish,
    RaiseHand,
    Remove,
    Return,
    SendMessage,
    SetMicrophones,
    ShareField,
    StopSource,
    TurnAway,
    UndoRemoval,
    WriteField,
)
from rooms.ids import AccountId, InviteId, SeatId
from rooms.permissions import PERMISSIONS, Actor, standing_of
from rooms.roles import Role, Standing
from rooms.roster import former_seat
from rooms.state import Agreement, Channel, ChatMode, CheckIn, RoomSettings, SessionState, Source
from tests.rooms.group import FIELDS, TEMPLATE

PEOPLE = 9
# How often each command is tried beside the others (1): what fills a session often, what empties it seldom.
WEIGHTS: dict[type[Command], float] = {
    Arrive: 6, Admit: 4, AdmitAll: 2, Return: 6, SendMessage: 5, WriteField: 8, Publish: 8, ShareField: 2,
    AcceptAgreement: 4, RaiseHand: 4, UndoRemoval: 3, LoseConnection: 1, Leave: 0.2, TurnAway: 0.1,
    BanSeat: 0.2, Remove: 0.5, EndForAll: 0.02, LockRoom: 0.3,
    SetMicrophones: 0.4, OpenWorksheet: 0.5, CloseWorksheet: 0.1,
}  # fmt: skip

SETTINGS = RoomSettings(
    name="Evening group",
    capacity=7,
    hold_seconds=60.0,
    grace_seconds=90.0,
    members_may_share_screen=True,
    end_to_end_encrypted=True,
    chat_mode=ChatMode.EVERYONE,
    agreement=Agreement(version=2, text={"en": "What is said here stays here."}),
)


def any_command(chance: Random, state: SessionState) -> tuple[Actor, AnyCommand]:
    """Somebody asks for something; mostly somebody who may, and about something that exists."""
    kind = chance.choices(COMMANDS, [WEIGHTS.get(kind, 1.0) for kind in COMMANDS])[0]
    actor = _actor(chance, state, kind)
    if kind is Arrive:
        return actor, _arrival(chance, state)
    command = kind(**{f.name: _value(chance, state, actor, kind, f) for f in msgspec.structs.fields(kind)})
    return actor, _with_secrets(chance, command, actor)


def _actor(chance: Random, state: SessionState, kind: type[Command]) -> Actor:
    everybody: list[Actor] = [*state.seats, *state.waiting, Standing.SERVER, Standing.HOST_APPLICATION]
    if chance.random() < 0.1:
        return chance.choice(everybody)
    row = PERMISSIONS[kind]
    fit = [actor for actor in everybody if standing_of(state, actor) in row.anyone | row.own]
    return chance.choice(fit or everybody)


def _arrival(chance: Random, state: SessionState) -> Arrive:
    number = chance.randrange(PEOPLE)
    account = AccountId(f"account-{number}")
    role = [Role.FACILITATOR, Role.CO_HOST, Role.OBSERVER, Role.PARTICIPANT][min(number, 3)]
    seat_id = former_seat(state, account) or SeatId(f"seat-{number}")
    name = "Ana" if number % 2 else f"name-of-seat-{number}"
    return Arrive(
        seat_id=seat_id,
        account_id=account,
        name=name,
        role=role,
        check_in=_check_in(chance, seat_id),
        open_link=InviteId("link-of-account-x") if number > 5 else None,
    )


def _check_in(chance: Random, seat_id: SeatId) -> CheckIn:
    return CheckIn(alone="yes", note=f"note-{seat_id}-", call_first=chance.random() < 0.2)


def _with_secrets(chance: Random, command: Command, actor: Actor) -> AnyCommand:
    if isinstance(command, GiveCheckIn) and not isinstance(actor, Standing):
        return GiveCheckIn(check_in=_check_in(chance, actor))
    if isinstance(command, WriteField):
        value = f"answer-{actor}-{chance.randrange(1000)}" if chance.random() < 0.8 else ""
        return msgspec.structs.replace(command, value=value)
    if isinstance(command, SendMessage):
        on_a_line = command.channel is Channel.STAFF_LINE
        thread = command.thread if on_a_line and chance.random() < 0.7 else None
        whose = (thread or actor) if on_a_line else "-"
        text = f"{command.channel.value}-{whose}-line"
        return msgspec.structs.replace(command, text=text, thread=thread)
    return command  # type: ignore[return-value]  # built from COMMANDS


def _value(
    chance: Random, state: SessionState, actor: Actor, kind: type[Command], field: msgspec.structs.FieldInfo
) -> object:
    """Something for a field of a command: by its name, else by its type."""
    if field.name == "client_id":
        return f"client-{chance.randrange(40)}"
    if field.name in ("text", "value", "words", "name"):
        return chance.choice(["Ana", " ana", "Theo", "words of staff"])
    if kind is StopSource and field.name == "source":
        return chance.choice([Source.CAMERA, Source.SCREEN, Source.SCREEN_SOUND])
    if field.name == "seat_id" and chance.random() < 0.8 and (fit := _fit_seats(state, kind)):
        return chance.choice(fit)
    if field.name == "letters":
        seats = chance.choices([*state.seats, SeatId("nobody")], k=chance.randrange(1, 3))
        return tuple(KeyLetter(seat_id=seat, sealed=f"letter-{seat}-".encode()) for seat in seats)
    if field.name == "open":
        return tuple(source for source in Source if chance.random() < 0.5)
    if field.name == "position":
        return chance.randrange(5)
    if field.name == "version":
        return chance.choice([1, 2, 2, 2])
    return _of_type(chance, state, actor, field.type)


def _fit_seats(state: SessionState, kind: type[Command]) -> list[SeatId]:
    """The seats that a command of this kind is most likely to be about."""
    if kind in (Admit, TurnAway):
        return list(state.waiting)
    if kind is Return:
        held = [seat.seat_id for seat in state.seats.values() if seat.held_until is not None]
        return [*held, *(person.seat_id for person in state.waiting.values() if not person.connected)]
    if kind is UndoRemoval:
        return list(state.removals)
    if kind in (MarkHelpSeen, CloseHelp):
        return list(state.help)
    if kind in (LowerHand, MoveHand):
        return [hand.seat_id for hand in state.hands]
    return list(state.seats)


def _of_type(chance: Random, state: SessionState, actor: Actor, wanted: object) -> object:
    options = get_args(wanted)
    if type(None) in options:
        inner = next(option for option in options if option is not type(None))
        return None if chance.random() < 0.4 else _of_type(chance, state, actor, inner)
    if options:  # Annotated
        return _of_type(chance, state, actor, options[0])
    if wanted is bool:
        return chance.random() < 0.6
    if wanted is bytes:
        return b"\x00\x00"
    if wanted is CheckIn:
        return CheckIn()
    if isinstance(wanted, type) and issubclass(wanted, str) and hasattr(wanted, "__members__"):
        return chance.choice(list(wanted.__members__.values()))
    return chance.choice(_known(state, actor)[wanted])


def _known(state: SessionState, actor: Actor) -> dict[object, list[str]]:
    seats: list[str] = [*state.seats, *state.waiting, *state.removals]
    own = [] if isinstance(actor, Standing) else [actor] * 3
    return {
        ids.SeatId: [*seats, *own, "nobody"],
        ids.MessageId: [message.message_id for message in state.messages[-6:]] or ["none"],
        ids.BanId: [ban.ban_id for ban in state.bans] or ["none"],
        ids.WorksheetId: [*list(state.worksheets)[-3:], "none"],
        ids.TemplateId: [TEMPLATE, TEMPLATE, "none"],
        ids.FieldId: [*FIELDS, *FIELDS, "none"],
    }
