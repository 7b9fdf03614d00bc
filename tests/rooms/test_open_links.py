"""A link that makes anybody who opens it somebody new: a ban closes it with the person."""

import msgspec
import pytest

from rooms import room
from rooms.commands import Admit, BanSeat, LiftBan, UndoRemoval
from rooms.events import SessionOpened
from rooms.ids import AccountId, BanId, InviteId, SeatId
from rooms.refusals import Code, Refused
from rooms.roles import Role
from rooms.snapshot import prune
from rooms.state import Ban, Reason
from tests.rooms.group import Group

LINK, ANOTHER = "the-link", "another-link"


def ban(seat: SeatId, *, close_link: bool = True) -> BanSeat:
    return BanSeat(seat_id=seat, reason=Reason.HARASSMENT, close_link=close_link)


def comes(group: Group, name: str, open_link: str | None, role: Role = Role.PARTICIPANT) -> Code | None:
    """Somebody whom nobody knows knocks; what they are refused with, if they are."""
    try:
        group.arrive(name, role, open_link=open_link)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("is_admitted", [True, False])
def test_a_ban_closes_the_open_link_by_which_the_person_came_to_everybody_new(is_admitted: bool) -> None:
    group = Group()
    mia, ben, ana = (
        group.facilitator(),
        group.arrive("Ben", open_link=LINK),
        group.arrive("Ana", open_link=LINK),
    )
    if is_admitted:
        group.ask(mia, Admit(seat_id=ana))
    group.ask(mia, ban(ana))
    assert comes(group, "Ana under another name", LINK) is Code.LINK_CLOSED
    assert comes(group, "Staff by that link", LINK, Role.CO_HOST) is Code.LINK_CLOSED
    assert comes(group, "Jo", ANOTHER) is None
    assert comes(group, "Kim", None) is None
    assert group.ask(mia, Admit(seat_id=ben))  # whoever was there already stays, and is staff's to decide
    assert [ban.link_closed for ban in group.state.bans] == [True]


def test_staff_may_leave_the_link_open_and_a_link_of_ones_own_is_not_closed() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.arrive("Ana", open_link=LINK), group.arrive("Ben")
    group.ask(mia, ban(ana, close_link=False))
    group.ask(mia, ban(ben))
    assert comes(group, "Jo", LINK) is None
    assert [ban.link_closed for ban in group.state.bans] == [False, False]


def test_a_link_is_closed_for_as_long_as_any_ban_that_closed_it() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), *(group.arrive(name, open_link=LINK) for name in ("Ana", "Ben"))
    group.ask(mia, Admit(seat_id=ben))
    group.ask(mia, ban(ana))
    group.ask(mia, ban(ben))
    group.ask(mia, UndoRemoval(seat_id=ben))
    assert comes(group, "Jo", LINK) is Code.LINK_CLOSED
    group.ask(mia, LiftBan(ban_id=group.state.bans[0].ban_id))
    assert comes(group, "Jo", LINK) is None
    assert group.state.ledger.closed_links == {}


def test_a_link_that_an_earlier_session_closed_for_good_is_closed_in_the_next() -> None:
    ban_id = BanId("ban-1")
    opened = msgspec.structs.replace(
        Group().opened,
        banned={ban_id: AccountId("account-of-ana")},
        closed_links={ban_id: InviteId(LINK)},
        bans=[
            Ban(
                ban_id=ban_id,
                name="Ana",
                reason=Reason.HARASSMENT,
                for_good=True,
                banned_at=1.0,
                link_closed=True,
            )
        ],
    )
    group = a_group_opened_by(opened)
    mia = group.facilitator()
    assert comes(group, "Jo", LINK) is Code.LINK_CLOSED
    group.ask(mia, LiftBan(ban_id=ban_id))
    assert comes(group, "Jo", LINK) is None


def a_group_opened_by(opened: SessionOpened) -> Group:
    group = Group()
    group.opened, group.state = opened, room.open_session(opened)
    return group


def test_staff_and_the_person_alone_know_who_came_by_an_open_link_and_nobody_learns_which() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.arrive("Ana", open_link=LINK), group.member("Ben")
    assert [prune(group.state, seat).waiting[ana].open_link for seat in (mia, ana)] == [True, True]
    group.ask(mia, Admit(seat_id=ana))
    assert [prune(group.state, seat).details[ana].open_link for seat in (mia, ana)] == [True, True]
    assert not prune(group.state, mia).details[ben].open_link
    assert ana not in prune(group.state, ben).details
    assert LINK not in str([prune(group.state, seat) for seat in (mia, ana, ben)])
