"""Keys of an end-to-end encrypted room, passed from device to device."""

import pytest

from rooms.audiences import audience_of, hears, listeners
from rooms.commands import KeyLetter, PassKeys
from rooms.events import KeyPassed
from rooms.ids import SeatId
from rooms.refusals import Code
from rooms.roles import Role
from rooms.state import RoomSettings
from tests.rooms.group import Group

ENCRYPTED = RoomSettings(name="Evening group", end_to_end_encrypted=True)


def letters(*to: SeatId) -> PassKeys:
    """A letter to each of these."""
    return PassKeys(letters=tuple(KeyLetter(seat_id=seat, sealed=f"for {seat}".encode()) for seat in to))


def test_only_the_addressee_hears_a_letter() -> None:
    group = Group(ENCRYPTED)
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    events = group.ask(ana, letters(mia, ben))
    assert events == [
        KeyPassed(seat_id=mia, sender=ana, sealed=b"for mia"),
        KeyPassed(seat_id=ben, sender=ana, sealed=b"for ben"),
    ]
    assert [listeners(group.state, audience_of(group.state, event)) for event in events] == [[mia], [ben]]
    assert not hears(group.state, events[1], mia)  # staff neither


def test_a_letter_is_not_kept() -> None:
    assert not KeyPassed.durable
    group = Group(ENCRYPTED)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, letters(mia))
    assert "for mia" not in repr(group.state)


def test_observers_pass_keys_too_for_they_see_and_hear() -> None:
    group = Group(ENCRYPTED)
    mia, olga = group.facilitator(), group.member("Olga", Role.OBSERVER)
    assert group.ask(olga, letters(mia))


def test_those_who_wait_pass_nothing_and_receive_nothing() -> None:
    group = Group(ENCRYPTED)
    mia, ana = group.facilitator(), group.arrive("Ana")
    assert group.refusal(ana, letters(mia)) is Code.NOT_ALLOWED
    assert group.refusal(mia, letters(ana)) is Code.NO_SUCH_SEAT


def test_a_room_without_the_option_passes_no_keys() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    assert group.refusal(ana, letters(mia)) is Code.NOT_ENCRYPTED


@pytest.mark.parametrize("how", ["gone", "held"])
def test_when_one_letter_cannot_arrive_none_is_passed(how: str) -> None:
    group = Group(ENCRYPTED)
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    group.drop(ben)
    if how == "gone":
        group.pass_time(group.state.settings.hold_seconds + 1)
    expected = Code.NO_SUCH_SEAT if how == "gone" else Code.SEAT_HELD
    assert group.refusal(ana, letters(mia, ben)) is expected
