"""Who was in the room, and when."""

from rooms.attendance import Attendance, Span, attendance_of
from rooms.commands import ChangeRole, EndForAll, Leave, Remove, Rename, Return, UndoRemoval
from rooms.roles import Role, Standing
from rooms.state import Reason
from tests.rooms.group import OPENED_AT, Group


def attendance(group: Group) -> dict[str, Attendance]:
    events = [event for decision in group.decisions for event in decision]
    return {person.seat_id: person for person in attendance_of(events)}


def spans(group: Group, seat: str) -> list[tuple[float, float | None]]:
    return [
        (s.from_at - OPENED_AT, None if s.to_at is None else s.to_at - OPENED_AT)
        for s in attendance(group)[seat].spans
    ]


def test_time_in_the_lobby_and_without_a_connection_does_not_count() -> None:
    group = Group()
    group.facilitator()
    group.arrive("Waiting")
    ana = group.member("Ana")
    group.pass_time(100.0)
    group.drop(ana)
    group.pass_time(50.0)
    group.ask(Standing.SERVER, Return(seat_id=ana))
    group.pass_time(10.0)
    group.ask(ana, Leave())
    assert spans(group, ana) == [(0.0, 100.0), (150.0, 160.0)]
    assert "waiting" not in attendance(group)


def test_the_end_of_the_session_ends_every_stay() -> None:
    group = Group()
    mia = group.facilitator()
    assert spans(group, mia) == [(0.0, None)]
    group.pass_time(60.0)
    group.ask(mia, EndForAll())
    assert spans(group, mia) == [(0.0, 60.0)]


def test_a_held_seat_that_nobody_came_back_to_ends_when_the_connection_did() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.pass_time(5.0)
    group.drop(ana)
    group.pass_time(500.0)
    assert spans(group, ana) == [(0.0, 5.0)]


def test_coming_again_and_an_undone_removal_go_on_in_one_record() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.pass_time(10.0)
    group.ask(mia, Remove(seat_id=ana, reason=Reason.OTHER))
    group.ask(mia, UndoRemoval(seat_id=ana))
    group.pass_time(10.0)
    group.ask(Standing.SERVER, Return(seat_id=ana))
    group.ask(ana, Leave())
    group.pass_time(10.0)
    group.member("Ana")
    assert spans(group, ana) == [(0.0, 10.0), (20.0, 20.0), (30.0, None)]


def test_a_record_has_the_account_and_the_last_name_and_role() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, Rename(seat_id=ana, name="Anna"))
    group.ask(mia, ChangeRole(seat_id=ana, role=Role.OBSERVER))
    assert attendance(group)[ana] == Attendance(
        seat_id=ana,
        account_id=group.state.ledger.accounts[ana],
        name="Anna",
        role=Role.OBSERVER,
        spans=[Span(from_at=OPENED_AT)],
    )
