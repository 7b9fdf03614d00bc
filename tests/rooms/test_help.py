"""The quiet call for help."""

from rooms.audiences import hears
from rooms.commands import Admit, AskForHelp, CloseHelp, Leave, MarkHelpSeen
from rooms.refusals import Code
from rooms.snapshot import prune
from rooms.state import CheckIn
from tests.rooms.group import Group


def test_staff_and_the_person_know_and_nobody_else() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    [event] = group.ask(ana, AskForHelp())
    assert [seat for seat in (mia, ana, ben) if hears(group.state, event, seat)] == [mia, ana]
    assert prune(group.state, ben).help == {}


def test_staff_mark_it_as_seen_each_for_themselves() -> None:
    group = Group()
    mia, dan, ana = group.facilitator(), group.co_host(), group.member("Ana")
    assert group.refusal(mia, MarkHelpSeen(seat_id=ana)) is Code.NO_HELP_ASKED
    group.ask(ana, AskForHelp())
    group.ask(mia, MarkHelpSeen(seat_id=ana))
    assert group.refusal(mia, MarkHelpSeen(seat_id=ana)) is Code.NOTHING_TO_CHANGE
    group.ask(dan, MarkHelpSeen(seat_id=ana))
    assert group.state.help[ana].seen_by == [mia, dan]


def test_staff_or_the_person_close_it_and_another_member_does_not() -> None:
    group = Group()
    group.facilitator()
    ana, ben = group.member("Ana"), group.member("Ben")
    group.ask(ana, AskForHelp())
    assert group.refusal(ana, AskForHelp()) is Code.NOTHING_TO_CHANGE
    assert group.refusal(ben, CloseHelp(seat_id=ana)) is Code.NOT_ALLOWED
    group.ask(ana, CloseHelp(seat_id=ana))
    assert group.state.help == {}


def test_a_call_and_the_check_in_card_stay_with_staff_when_the_person_is_gone() -> None:
    group = Group()
    mia = group.facilitator()
    ana = group.arrive("Ana", check_in=CheckIn(phone="555 0100"))
    group.member("Ben")
    group.ask(mia, Admit(seat_id=ana))
    group.ask(ana, AskForHelp())
    group.ask(ana, Leave())
    card = prune(group.state, mia).details[ana].check_in
    assert card is not None
    assert (group.state.help[ana].name, card.phone) == ("Ana", "555 0100")
    group.ask(mia, CloseHelp(seat_id=ana))
    assert ana not in group.state.details
