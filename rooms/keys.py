"""Keys of an end-to-end encrypted room, from device to device: passed on, never kept, never read."""

from rooms.commands import PassKeys
from rooms.events import AnyEvent, KeyPassed
from rooms.ids import SeatId
from rooms.refusals import Code, Refused
from rooms.roster import seat_of
from rooms.state import SessionState


def pass_keys(state: SessionState, actor: SeatId, command: PassKeys) -> list[AnyEvent]:
    """Decide `PassKeys`: a letter that cannot arrive takes all others back, so that the sender knows."""
    if not state.settings.end_to_end_encrypted:
        raise Refused(Code.NOT_ENCRYPTED)
    for letter in command.letters:
        if seat_of(state, letter.seat_id).held_until is not None:
            raise Refused(Code.SEAT_HELD)
    return [
        KeyPassed(seat_id=letter.seat_id, sender=actor, sealed=letter.sealed) for letter in command.letters
    ]
