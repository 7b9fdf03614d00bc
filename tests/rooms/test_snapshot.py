"""What each kind of viewer may know."""

from rooms.commands import Admit, AskForHelp, BanSeat, LockRoom, Remove, SendMessage, SetSuccessor
from rooms.ids import SeatId
from rooms.snapshot import prune
from rooms.state import Channel, CheckIn, Ledger, Reason
from tests.rooms.group import Group


def evening() -> tuple[Group, SeatId, SeatId, SeatId]:
    """A facilitator, one member, one who waits, and secrets everywhere."""
    group = Group()
    mia = group.facilitator()
    ana = group.arrive("Ana", check_in=CheckIn(mood=2))
    group.ask(mia, Admit(seat_id=ana))
    ben, carl, dora = group.member("Ben"), group.member("Carl"), group.member("Dora")
    waiting = group.arrive("Will", check_in=CheckIn(mood=3))
    group.arrive("Xena")
    group.ask(mia, SetSuccessor(seat_id=ben))
    group.ask(ben, AskForHelp())
    group.ask(mia, SendMessage(client_id="1", text="between us", channel=Channel.BACK_CHANNEL))
    group.ask(mia, SendMessage(client_id="2", text="five minutes", channel=Channel.LOBBY))
    group.ask(ben, SendMessage(client_id="3", text="only you", channel=Channel.STAFF_LINE))
    group.ask(ben, SendMessage(client_id="4", text="good evening"))
    group.ask(mia, Remove(seat_id=carl, reason=Reason.OTHER))
    group.ask(mia, BanSeat(seat_id=dora, reason=Reason.OTHER))
    group.ask(mia, LockRoom(locked=True))
    return group, mia, ana, waiting


def test_nobody_is_sent_the_ledger() -> None:
    group, *viewers = evening()
    assert all(prune(group.state, viewer).ledger == Ledger() for viewer in viewers)


def test_staff_know_all_but_the_ledger_and_unshared_answers() -> None:
    group, mia, _, _ = evening()
    seen = prune(group.state, mia)
    assert (seen.details, seen.waiting, seen.messages) == (
        group.state.details,
        group.state.waiting,
        group.state.messages,
    )
    assert seen.successor
    assert seen.bans
    assert seen.removals


def test_a_member_knows_the_room_and_the_own_card() -> None:
    group, _, ana, _ = evening()
    seen = prune(group.state, ana)
    assert seen.seats == group.state.seats
    assert seen.locked
    assert set(seen.details) == {ana}
    assert [message.text for message in seen.messages] == ["good evening"]
    assert not any((seen.waiting, seen.help, seen.bans, seen.removals, seen.successor))


def test_one_who_waits_knows_whether_it_has_begun_and_nothing_of_the_room() -> None:
    group, _, _, will = evening()
    seen = prune(group.state, will)
    assert set(seen.waiting) == {will}
    assert seen.live_since is not None
    assert [message.text for message in seen.messages] == ["five minutes"]
    assert not any((seen.seats, seen.details, seen.tracks, seen.hands, seen.help, seen.locked))


def test_somebody_unknown_sees_as_much_as_one_who_waits_and_less() -> None:
    group, *_ = evening()
    seen = prune(group.state, SeatId("nobody"))
    assert not any((seen.waiting, seen.seats, seen.messages))
