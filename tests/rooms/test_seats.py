"""Seats: order, names, roles, pauses, the agreement, and how they are given up."""

from rooms.commands import (
    AcceptAgreement,
    Admit,
    CallOn,
    ChangeRole,
    ComeBack,
    Leave,
    Publish,
    RaiseHand,
    Rename,
    Return,
    SetMicrophones,
    SetSpotlight,
    StepAway,
)
from rooms.events import (
    CameBack,
    HandLowered,
    RoleChanged,
    SeatHeld,
    SeatLeft,
    SeatResumed,
    SteppedAway,
    TrackUnpublished,
    TurnEnded,
)
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.state import Agreement, Microphones, RoomSettings, Source
from tests.rooms.group import Group, kinds


def test_two_people_of_one_name_are_told_apart() -> None:
    group = Group()
    group.facilitator()
    group.member("Ana")
    second, third = group.member("ANA", seat="2"), group.member("\uff21na", seat="3")
    assert group.state.seats[second].name == "ANA (2)"
    assert group.state.seats[third].name == "\uff21na (3)"


def test_names_in_the_lobby_may_collide_so_that_nobody_learns_who_is_inside() -> None:
    group = Group()
    group.facilitator()
    group.member("Ana")
    waiting = group.arrive("Ann")
    group.ask(waiting, Rename(seat_id=waiting, name="Ana"))
    assert group.state.waiting[waiting].name == "Ana"


def test_a_new_name_is_cleaned_and_made_unique() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, Rename(seat_id=ana, name=" mi\u202ea "))
    assert group.state.seats[ana].name == "mia (2)"
    assert group.refusal(ana, Rename(seat_id=ana, name="mia")) is Code.NOTHING_TO_CHANGE


def test_seats_keep_their_order_whoever_leaves() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    group.ask(ana, Leave())
    carl = group.member("Carl")
    assert list(group.state.seats) == [mia, ben, carl]
    assert group.state.seats[carl].order == 3


def test_who_comes_again_sits_where_they_sat() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    group.ask(ana, Leave())
    group.member("Ana")
    assert list(group.state.seats) == [mia, ana, ben]


def test_a_dropped_seat_is_held_and_then_given_up_with_its_hand_and_tracks() -> None:
    group = Group(RoomSettings(name="Group", hold_seconds=60.0))
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, RaiseHand())
    group.ask(ana, Publish(source=Source.CAMERA))
    assert kinds(group.drop(ana)) == [SeatHeld]
    group.pass_time(59.0)
    assert group.state.hands
    assert group.state.tracks
    assert kinds(group.pass_time(1.0)) == [SeatLeft]
    assert not group.state.hands
    assert not group.state.tracks


def test_a_seat_that_returns_in_time_keeps_hand_and_turn() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    group.ask(ana, RaiseHand())
    group.ask(mia, CallOn(seat_id=ben))
    for seat in (ana, ben):
        group.drop(seat)
        assert kinds(group.ask(Standing.SERVER, Return(seat_id=seat))) == [SeatResumed]
    assert [hand.seat_id for hand in group.state.hands] == [ana]
    assert group.state.turn is not None


def test_a_new_connection_of_a_living_seat_closes_what_its_client_has_not_open() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    assert kinds(group.ask(Standing.SERVER, Return(seat_id=ana))) == [TrackUnpublished]
    assert group.ask(ana, Publish(source=Source.MICROPHONE))


def test_somebody_back_after_a_lost_connection_goes_on_with_what_was_open() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    group.ask(ana, Publish(source=Source.CAMERA))
    group.drop(ana)
    group.ask(Standing.SERVER, Return(seat_id=ana, open=(Source.CAMERA, Source.SCREEN)))
    assert [track.source for track in group.state.tracks] == [Source.CAMERA]


def test_staff_mute_somebody_whose_connection_is_gone() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    group.drop(ana)
    group.ask(mia, SetMicrophones(microphones=Microphones.MUTED_ON_ENTRY))
    group.ask(Standing.SERVER, Return(seat_id=ana, open=(Source.MICROPHONE,)))
    assert not group.state.tracks


def test_leaving_takes_everything_along() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, RaiseHand())
    group.ask(ana, Publish(source=Source.MICROPHONE))
    group.ask(mia, SetSpotlight(seat_id=ana))
    group.ask(mia, CallOn(seat_id=ana))
    assert kinds(group.ask(ana, Leave())) == [TrackUnpublished, SeatLeft]
    state = group.state
    assert (state.hands, state.tracks, state.turn, state.spotlight) == ([], [], None, None)
    assert ana not in state.details


def test_the_last_facilitator_stays_one() -> None:
    group = Group()
    mia = group.facilitator()
    group.co_host()
    assert group.refusal(mia, ChangeRole(seat_id=mia, role=Role.CO_HOST)) is Code.LAST_FACILITATOR
    group.facilitator("Nora")
    assert RoleChanged in kinds(group.ask(mia, ChangeRole(seat_id=mia, role=Role.CO_HOST)))


def test_whoever_loses_a_staff_role_loses_the_tracks_opened_with_it() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    group.ask(dan, Publish(source=Source.SCREEN))
    events = group.ask(mia, ChangeRole(seat_id=dan, role=Role.PARTICIPANT))
    assert kinds(events) == [TrackUnpublished, RoleChanged]


def test_whoever_becomes_an_observer_gives_up_hand_and_turn() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, CallOn(seat_id=ana))
    group.ask(ana, RaiseHand())
    events = group.ask(mia, ChangeRole(seat_id=ana, role=Role.OBSERVER))
    assert kinds(events) == [HandLowered, TurnEnded, RoleChanged]


def test_a_demotion_holds_whatever_the_token_says() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    group.ask(mia, ChangeRole(seat_id=dan, role=Role.PARTICIPANT))
    group.ask(dan, Leave())
    group.co_host()
    assert group.state.waiting[dan].role is Role.PARTICIPANT


def test_stepping_away_closes_all_and_coming_back_opens_nothing() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    for source in (Source.MICROPHONE, Source.CAMERA):
        group.ask(ana, Publish(source=source))
    group.ask(mia, CallOn(seat_id=ana))
    events = group.ask(ana, StepAway())
    assert kinds(events) == [TrackUnpublished, TrackUnpublished, TurnEnded, SteppedAway]
    assert group.refusal(ana, Publish(source=Source.CAMERA)) is Code.STEPPED_AWAY
    assert group.refusal(ana, RaiseHand()) is Code.STEPPED_AWAY
    assert kinds(group.ask(ana, ComeBack())) == [CameBack]
    assert not group.state.tracks


def test_a_pause_outlives_a_lost_connection() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, StepAway())
    group.drop(ana)
    group.ask(Standing.SERVER, Return(seat_id=ana))
    assert group.state.seats[ana].away_since is not None


def test_the_agreement_is_accepted_in_its_version_before_microphone_and_camera_open() -> None:
    words = Agreement(version=2, text={"en": "What is said here stays here."})
    group = Group(RoomSettings(name="Group", agreement=words, members_may_share_screen=True))
    group.facilitator()
    ana = group.member("Ana")
    for source in (Source.MICROPHONE, Source.CAMERA):
        assert group.refusal(ana, Publish(source=source)) is Code.AGREEMENT_NEEDED
    assert group.refusal(ana, AcceptAgreement(version=1)) is Code.WRONG_AGREEMENT_VERSION
    group.ask(ana, AcceptAgreement(version=2))
    assert group.ask(ana, Publish(source=Source.MICROPHONE))
    assert group.refusal(ana, AcceptAgreement(version=2)) is Code.NOTHING_TO_CHANGE


def test_what_was_agreed_in_the_lobby_counts_in_the_room() -> None:
    words = Agreement(version=2, text={"en": "What is said here stays here."})
    group = Group(RoomSettings(name="Group", agreement=words))
    group.facilitator()
    ana = group.arrive("Ana")
    group.ask(ana, AcceptAgreement(version=2))
    group.member("Ben")
    group.ask(Standing.HOST_APPLICATION, Admit(seat_id=ana))
    assert group.ask(ana, Publish(source=Source.MICROPHONE))
