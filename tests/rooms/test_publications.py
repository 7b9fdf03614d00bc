"""Tracks: who may open them, and what staff may do about them."""

import pytest

from rooms.commands import (
    Admit,
    Arrive,
    AskToUnmute,
    BlockSource,
    DeclineToUnmute,
    Leave,
    Mute,
    Publish,
    SetMicrophones,
    SetSpotlight,
    StopAllCameras,
    StopSource,
    UnblockSource,
    Unpublish,
)
from rooms.events import AskedToUnmute, MicrophonesSet, SourceBlocked, TrackUnpublished, UnmuteDeclined
from rooms.ids import AccountId, SeatId
from rooms.publications import ENTRY_SECONDS
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.state import Microphones, RoomSettings, Source, Track
from tests.rooms.group import Group, kinds

SHARING = RoomSettings(name="Group", members_may_share_screen=True)


def open_sources(group: Group, seat_id: SeatId) -> set[Source]:
    return {track.source for track in group.state.tracks if track.seat_id == seat_id}


def test_a_track_is_opened_once_and_closed_once() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, Publish(source=Source.CAMERA))
    assert group.refusal(ana, Publish(source=Source.CAMERA)) is Code.ALREADY_PUBLISHED
    group.ask(ana, Unpublish(source=Source.CAMERA))
    assert group.refusal(ana, Unpublish(source=Source.CAMERA)) is Code.NOT_PUBLISHED


@pytest.mark.parametrize("source", list(Source))
def test_an_observer_opens_nothing(source: Source) -> None:
    group = Group(SHARING)
    group.facilitator()
    olga = group.member("Olga", Role.OBSERVER)
    assert group.refusal(olga, Publish(source=source)) is Code.NOT_ALLOWED


def test_members_share_their_screen_only_where_the_room_lets_them() -> None:
    strict, open_room = Group(), Group(SHARING)
    for group in (strict, open_room):
        group.facilitator()
        group.member("Ana")
    ana = SeatId("ana")
    assert strict.refusal(ana, Publish(source=Source.SCREEN)) is Code.NOT_ALLOWED
    assert open_room.ask(ana, Publish(source=Source.SCREEN))


def test_one_screen_is_shared_at_a_time() -> None:
    group = Group(SHARING)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.SCREEN))
    assert group.refusal(mia, Publish(source=Source.SCREEN)) is Code.SCREEN_TAKEN


def test_the_screen_of_somebody_whose_connection_is_gone_gives_way() -> None:
    group = Group(SHARING)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.SCREEN))
    group.ask(ana, Publish(source=Source.SCREEN_SOUND))
    group.drop(ana)
    group.ask(mia, Publish(source=Source.SCREEN))
    assert group.state.tracks == [Track(seat_id=mia, source=Source.SCREEN)]


def test_a_screens_sound_comes_and_goes_with_the_screen() -> None:
    group = Group(SHARING)
    mia, ana = group.facilitator(), group.member("Ana")
    assert group.refusal(ana, Publish(source=Source.SCREEN_SOUND)) is Code.NOT_PUBLISHED
    group.ask(ana, Publish(source=Source.SCREEN))
    group.ask(ana, Publish(source=Source.SCREEN_SOUND))
    group.ask(mia, StopSource(seat_id=ana, source=Source.SCREEN))
    assert open_sources(group, ana) == set()


def test_a_mute_can_be_undone_by_the_person() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    [event] = group.ask(mia, Mute(seat_id=ana))
    assert isinstance(event, TrackUnpublished)
    assert event.by == "staff"
    assert group.refusal(mia, Mute(seat_id=ana)) is Code.NOT_PUBLISHED
    assert group.ask(ana, Publish(source=Source.MICROPHONE))


def test_muting_all_closes_every_members_microphone_and_those_of_late_joiners_on_entry() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    for seat in (mia, ana, ben):
        group.ask(seat, Publish(source=Source.MICROPHONE))
    events = group.ask(mia, SetMicrophones(microphones=Microphones.MUTED_ON_ENTRY))
    assert kinds(events) == [MicrophonesSet, TrackUnpublished, TrackUnpublished]
    assert open_sources(group, mia) == {Source.MICROPHONE}
    late = group.member("Late")
    by_a_press = Publish(source=Source.MICROPHONE)
    assert group.refusal(late, by_a_press) is Code.MUTED_ON_ENTRY  # nobody presses that fast
    group.pass_time(ENTRY_SECONDS)
    on_entry = Publish(source=Source.MICROPHONE, on_entry=True)
    assert group.refusal(late, on_entry) is Code.MUTED_ON_ENTRY
    assert group.ask(late, by_a_press)


def test_muting_all_keeps_nobody_from_a_camera_nor_staff_from_a_microphone_on_entry() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetMicrophones(microphones=Microphones.MUTED_ON_ENTRY))
    assert group.ask(ana, Publish(source=Source.CAMERA, on_entry=True))
    dan = group.co_host()
    assert group.ask(dan, Publish(source=Source.MICROPHONE, on_entry=True))


def test_muting_all_again_mutes_those_who_spoke_up_meanwhile() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    muted = SetMicrophones(microphones=Microphones.MUTED_ON_ENTRY)
    group.ask(mia, muted)
    assert group.refusal(mia, muted) is Code.NOTHING_TO_CHANGE
    group.pass_time(ENTRY_SECONDS)
    group.ask(ana, Publish(source=Source.MICROPHONE))
    assert kinds(group.ask(mia, muted)) == [TrackUnpublished]


def test_closed_microphones_are_for_staff_until_they_open_them_and_then_nobody_is_opened() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetMicrophones(microphones=Microphones.CLOSED))
    assert group.refusal(ana, Publish(source=Source.MICROPHONE)) is Code.MICROPHONES_CLOSED
    assert group.refusal(mia, AskToUnmute(seat_id=ana)) is Code.MICROPHONES_CLOSED
    assert group.ask(mia, Publish(source=Source.MICROPHONE))
    assert kinds(group.ask(mia, SetMicrophones(microphones=Microphones.OPEN))) == [MicrophonesSet]
    assert open_sources(group, ana) == set()


def test_a_hard_mute_closes_the_track_and_holds_until_it_is_lifted() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    events = group.ask(mia, BlockSource(seat_id=ana, source=Source.MICROPHONE))
    assert kinds(events) == [SourceBlocked, TrackUnpublished]
    assert group.refusal(ana, Publish(source=Source.MICROPHONE)) is Code.SOURCE_BLOCKED
    assert group.refusal(mia, AskToUnmute(seat_id=ana)) is Code.SOURCE_BLOCKED
    group.ask(mia, UnblockSource(seat_id=ana, source=Source.MICROPHONE))
    assert open_sources(group, ana) == set()
    assert group.ask(ana, Publish(source=Source.MICROPHONE))


def test_a_hard_mute_survives_leaving_and_coming_again() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, BlockSource(seat_id=ana, source=Source.CAMERA))
    group.ask(ana, Leave())
    group.arrive("Ana")
    group.ask(mia, Admit(seat_id=ana))
    assert group.refusal(ana, Publish(source=Source.CAMERA)) is Code.SOURCE_BLOCKED


def test_what_a_token_does_not_grant_is_blocked_until_staff_lift_it_for_good() -> None:
    group = Group()
    mia, ana = group.facilitator(), SeatId("ana")
    arrive = Arrive(
        seat_id=ana,
        account_id=AccountId("ana"),
        name="Ana",
        role=Role.PARTICIPANT,
        blocked=(Source.SCREEN, Source.CAMERA),
    )
    group.ask(Standing.SERVER, arrive)
    group.ask(mia, Admit(seat_id=ana))
    assert group.state.seats[ana].blocked == [Source.CAMERA, Source.SCREEN]
    assert group.refusal(ana, Publish(source=Source.CAMERA)) is Code.SOURCE_BLOCKED
    group.ask(mia, UnblockSource(seat_id=ana, source=Source.CAMERA))
    group.ask(ana, Leave())
    group.ask(Standing.SERVER, arrive)
    group.ask(mia, Admit(seat_id=ana))
    assert group.ask(ana, Publish(source=Source.CAMERA))


def test_a_blocked_screen_keeps_its_sound_off_too() -> None:
    group = Group(SHARING)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.SCREEN))
    group.ask(ana, Publish(source=Source.SCREEN_SOUND))
    group.ask(mia, BlockSource(seat_id=ana, source=Source.SCREEN))
    assert open_sources(group, ana) == set()
    assert group.refusal(ana, Publish(source=Source.SCREEN_SOUND)) is Code.SOURCE_BLOCKED


def test_nobody_lifts_the_own_block() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    group.ask(mia, BlockSource(seat_id=dan, source=Source.CAMERA))
    assert group.refusal(dan, UnblockSource(seat_id=dan, source=Source.CAMERA)) is Code.NOT_ALLOWED
    assert group.ask(Standing.HOST_APPLICATION, UnblockSource(seat_id=dan, source=Source.CAMERA))


def test_a_co_host_blocks_no_facilitator() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    assert group.refusal(dan, BlockSource(seat_id=mia, source=Source.CAMERA)) is Code.NOT_ALLOWED


def test_stopping_all_cameras_stops_those_of_members() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    assert group.refusal(mia, StopAllCameras()) is Code.NOTHING_TO_CHANGE
    for seat in (mia, ana):
        group.ask(seat, Publish(source=Source.CAMERA))
    group.ask(mia, StopAllCameras())
    assert open_sources(group, ana) == set()
    assert open_sources(group, mia) == {Source.CAMERA}


def test_asking_to_unmute_opens_nothing_and_can_be_declined() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    assert kinds(group.ask(mia, AskToUnmute(seat_id=ana))) == [AskedToUnmute]
    assert kinds(group.ask(ana, DeclineToUnmute())) == [UnmuteDeclined]
    assert not group.state.tracks
    group.ask(ana, Publish(source=Source.MICROPHONE))
    assert group.refusal(mia, AskToUnmute(seat_id=ana)) is Code.ALREADY_PUBLISHED


def test_the_spotlight_is_on_one_seat_or_none() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetSpotlight(seat_id=ana))
    assert group.refusal(mia, SetSpotlight(seat_id=ana)) is Code.NOTHING_TO_CHANGE
    assert group.refusal(mia, SetSpotlight(seat_id=SeatId("nobody"))) is Code.NO_SUCH_SEAT
    group.ask(mia, SetSpotlight(seat_id=None))
    assert group.state.spotlight is None
