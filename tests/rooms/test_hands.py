"""The queue of hands and the turn."""

from rooms.commands import (
    CallOn,
    EndTurn,
    LowerAllHands,
    LowerHand,
    MoveHand,
    Publish,
    RaiseHand,
    StepAway,
)
from rooms.events import HandLowered, TurnEnded, TurnGiven
from rooms.ids import SeatId
from rooms.refusals import Code
from rooms.roles import Role
from rooms.state import HandKind, Source
from tests.rooms.group import Group, kinds


def queue(group: Group) -> list[SeatId]:
    return [hand.seat_id for hand in group.state.hands]


def three_hands() -> tuple[Group, SeatId, list[SeatId]]:
    group = Group()
    mia = group.facilitator()
    members = [group.member(name) for name in ("Ana", "Ben", "Carl")]
    for member in members:
        group.ask(member, RaiseHand())
    return group, mia, members


def test_hands_queue_in_the_order_in_which_they_went_up() -> None:
    group, _, members = three_hands()
    assert queue(group) == members


def test_a_hand_says_why_it_is_up_and_goes_up_once() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, RaiseHand(kind=HandKind.CANNOT_HEAR))
    assert group.state.hands[0].kind is HandKind.CANNOT_HEAR
    assert group.refusal(ana, RaiseHand()) is Code.HAND_ALREADY_RAISED


def test_a_member_lowers_the_own_hand_and_staff_any() -> None:
    group, mia, (ana, ben, carl) = three_hands()
    assert group.refusal(ana, LowerHand(seat_id=ben)) is Code.NOT_ALLOWED
    group.ask(ana, LowerHand(seat_id=ana))
    group.ask(mia, LowerHand(seat_id=ben))
    assert queue(group) == [carl]
    assert group.refusal(mia, LowerHand(seat_id=ben)) is Code.NO_HAND_RAISED


def test_staff_lower_all_hands_at_once() -> None:
    group, mia, _ = three_hands()
    group.ask(mia, LowerAllHands())
    assert queue(group) == []
    assert group.refusal(mia, LowerAllHands()) is Code.NO_HAND_RAISED


def test_staff_move_a_hand_forward_and_back_and_behind_the_last_means_last() -> None:
    group, mia, (ana, ben, carl) = three_hands()
    group.ask(mia, MoveHand(seat_id=carl, position=0))
    assert queue(group) == [carl, ana, ben]
    group.ask(mia, MoveHand(seat_id=carl, position=99))
    assert queue(group) == [ana, ben, carl]
    assert group.refusal(mia, MoveHand(seat_id=carl, position=50)) is Code.NOTHING_TO_CHANGE


def test_calling_on_somebody_lowers_the_hand_and_opens_no_microphone() -> None:
    group, mia, (ana, ben, carl) = three_hands()
    assert kinds(group.ask(mia, CallOn(seat_id=ben))) == [HandLowered, TurnGiven]
    assert queue(group) == [ana, carl]
    assert not group.state.tracks


def test_calling_on_the_next_ends_the_turn_before() -> None:
    group, mia, (ana, ben, _) = three_hands()
    group.ask(mia, CallOn(seat_id=ana))
    assert kinds(group.ask(mia, CallOn(seat_id=ben))) == [TurnEnded, HandLowered, TurnGiven]
    assert group.refusal(mia, CallOn(seat_id=ben)) is Code.NOTHING_TO_CHANGE


def test_somebody_without_a_hand_up_can_be_called_on_too() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    assert kinds(group.ask(mia, CallOn(seat_id=ana))) == [TurnGiven]


def test_a_turn_is_ended_by_whose_it_is_or_by_staff() -> None:
    group, mia, (ana, ben, _) = three_hands()
    group.ask(mia, CallOn(seat_id=ana))
    assert group.refusal(ben, EndTurn()) is Code.NOT_ALLOWED
    group.ask(ana, EndTurn())
    assert group.refusal(mia, EndTurn()) is Code.NO_TURN


def test_the_end_of_a_turn_closes_no_microphone() -> None:
    group, mia, (ana, _, _) = three_hands()
    group.ask(mia, CallOn(seat_id=ana))
    group.ask(ana, Publish(source=Source.MICROPHONE))
    group.ask(mia, EndTurn())
    assert group.state.tracks


def test_observers_and_those_in_a_pause_are_not_called_on() -> None:
    group = Group()
    mia, ana, olga = group.facilitator(), group.member("Ana"), group.member("Olga", Role.OBSERVER)
    group.ask(ana, StepAway())
    assert group.refusal(mia, CallOn(seat_id=ana)) is Code.STEPPED_AWAY
    assert group.refusal(mia, CallOn(seat_id=olga)) is Code.NOT_ALLOWED
