"""Open tracks, and what staff may do about them: stop once, keep off, ask. Never: open another's."""

from collections.abc import Collection, Iterable
from typing import Literal

from rooms.commands import (
    AskToUnmute,
    BlockSource,
    Mute,
    Publish,
    SetMicrophones,
    SetSpotlight,
    StopSource,
    UnblockSource,
    Unpublish,
)
from rooms.events import (
    AnyEvent,
    AskedToUnmute,
    MicrophonesSet,
    SourceBlocked,
    SourceUnblocked,
    SpotlightSet,
    TrackPublished,
    TrackUnpublished,
    UnmuteDeclined,
)
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.permissions import Actor
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from rooms.roster import has_agreed, seat_of
from rooms.state import Microphones, Phase, Seat, SessionState, Source, Track

By = Literal["self", "staff", "server"]

# Whoever opens a microphone this soon has not been in the room yet, whatever the client says.
ENTRY_SECONDS = 3.0

# A screen's sound never outlives the screen.
_GOES_WITH: dict[Source, tuple[Source, ...]] = {Source.SCREEN: (Source.SCREEN, Source.SCREEN_SOUND)}
_NEEDS_AGREEMENT = frozenset({Source.MICROPHONE, Source.CAMERA})


def is_open(state: SessionState, seat_id: SeatId, source: Source) -> bool:
    """Whether the seat's track is on."""
    return any(track.seat_id == seat_id and track.source is source for track in state.tracks)


def close_all(
    state: SessionState, seat_id: SeatId, by: By, *, but: Collection[Source] = ()
) -> list[AnyEvent]:
    """Close whatever the seat has open, but for some sources."""
    mine = [track for track in state.tracks if track.seat_id == seat_id]
    return [_closed(track, by) for track in mine if track.source not in but]


def publish(state: SessionState, actor: SeatId, command: Publish, moment: Moment) -> list[AnyEvent]:
    """Decide `Publish`."""
    seat, source = seat_of(state, actor), command.source
    if seat.away_since is not None:
        raise Refused(Code.STEPPED_AWAY)
    if is_open(state, actor, source):
        raise Refused(Code.ALREADY_PUBLISHED)
    if is_blocked(seat, source):
        raise Refused(Code.SOURCE_BLOCKED)
    if source in _NEEDS_AGREEMENT and not has_agreed(state, actor):
        raise Refused(Code.AGREEMENT_NEEDED)
    if seat.role not in STAFF:
        _member_may_publish(state, command, enters=moment.now < seat.taken_at + ENTRY_SECONDS)
    given_up = _free_the_screen(state, actor, source)
    return [*given_up, TrackPublished(track=Track(seat_id=actor, source=source))]


def _member_may_publish(state: SessionState, command: Publish, *, enters: bool) -> None:
    if command.source is Source.CAMERA:
        return
    if command.source is Source.MICROPHONE:
        if state.microphones is Microphones.CLOSED:
            raise Refused(Code.MICROPHONES_CLOSED)
        if state.microphones is Microphones.MUTED_ON_ENTRY and (enters or command.on_entry):
            raise Refused(Code.MUTED_ON_ENTRY)
    elif not state.settings.members_may_share_screen:
        raise Refused(Code.NOT_ALLOWED)
    if state.phase is Phase.HELD:
        raise Refused(Code.SESSION_HELD)


def _free_the_screen(state: SessionState, actor: SeatId, source: Source) -> list[AnyEvent]:
    """One screen at a time: of somebody whose connection is gone, it gives way."""
    if source is Source.SCREEN_SOUND and not is_open(state, actor, Source.SCREEN):
        raise Refused(Code.NOT_PUBLISHED)
    if source is not Source.SCREEN:
        return []
    closed: list[AnyEvent] = []
    for track in state.tracks:
        if track.source is not Source.SCREEN:
            continue
        if state.seats[track.seat_id].held_until is None:
            raise Refused(Code.SCREEN_TAKEN)
        closed += _closed_with(state, track.seat_id, Source.SCREEN, "server")
    return closed


def unpublish(state: SessionState, actor: SeatId, command: Unpublish) -> list[AnyEvent]:
    """Decide `Unpublish`."""
    return _close(state, actor, command.source, "self")


def mute(state: SessionState, command: Mute) -> list[AnyEvent]:
    """Decide `Mute`."""
    seat_of(state, command.seat_id)
    return _close(state, command.seat_id, Source.MICROPHONE, "staff")


def stop_source(state: SessionState, command: StopSource) -> list[AnyEvent]:
    """Decide `StopSource`."""
    seat_of(state, command.seat_id)
    return _close(state, command.seat_id, command.source, "staff")


def set_microphones(state: SessionState, command: SetMicrophones) -> list[AnyEvent]:
    """Decide `SetMicrophones`: asked again, it mutes again."""
    closed = [] if command.microphones is Microphones.OPEN else _close_members(state, Source.MICROPHONE)
    if state.microphones is command.microphones:
        if not closed:
            raise Refused(Code.NOTHING_TO_CHANGE)
        return closed
    return [MicrophonesSet(microphones=command.microphones), *closed]


def stop_all_cameras(state: SessionState) -> list[AnyEvent]:
    """Decide `StopAllCameras`."""
    closed = _close_members(state, Source.CAMERA)
    if not closed:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return closed


def block(state: SessionState, command: BlockSource) -> list[AnyEvent]:
    """Decide `BlockSource`: a blocked screen keeps its sound off too."""
    seat = seat_of(state, command.seat_id)
    if command.source in seat.blocked:
        raise Refused(Code.NOTHING_TO_CHANGE)
    blocked = SourceBlocked(seat_id=command.seat_id, source=command.source)
    return [blocked, *_closed_with(state, command.seat_id, command.source, "staff")]


def unblock(state: SessionState, actor: Actor, command: UnblockSource) -> list[AnyEvent]:
    """Decide `UnblockSource`. Nobody lifts the own block."""
    if actor == command.seat_id:
        raise Refused(Code.NOT_ALLOWED)
    if command.source not in seat_of(state, command.seat_id).blocked:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [SourceUnblocked(seat_id=command.seat_id, source=command.source)]


def is_blocked(seat: Seat, source: Source) -> bool:
    """Whether staff keep this source of the seat off."""
    return source in seat.blocked or (source is Source.SCREEN_SOUND and Source.SCREEN in seat.blocked)


def ask_to_unmute(state: SessionState, actor: SeatId, command: AskToUnmute) -> list[AnyEvent]:
    """Decide `AskToUnmute`: only what the person could then do."""
    seat = seat_of(state, command.seat_id)
    if is_open(state, command.seat_id, Source.MICROPHONE):
        raise Refused(Code.ALREADY_PUBLISHED)
    if seat.away_since is not None:
        raise Refused(Code.STEPPED_AWAY)
    if is_blocked(seat, Source.MICROPHONE):
        raise Refused(Code.SOURCE_BLOCKED)
    if state.microphones is Microphones.CLOSED and seat.role not in STAFF:
        raise Refused(Code.MICROPHONES_CLOSED)
    return [AskedToUnmute(seat_id=command.seat_id, by=actor)]


def decline_to_unmute(actor: SeatId) -> list[AnyEvent]:
    """Decide `DeclineToUnmute`."""
    return [UnmuteDeclined(seat_id=actor)]


def set_spotlight(state: SessionState, command: SetSpotlight) -> list[AnyEvent]:
    """Decide `SetSpotlight`."""
    if command.seat_id == state.spotlight:
        raise Refused(Code.NOTHING_TO_CHANGE)
    if command.seat_id is not None:
        seat_of(state, command.seat_id)
    return [SpotlightSet(seat_id=command.seat_id)]


def _close(state: SessionState, seat_id: SeatId, source: Source, by: By) -> list[AnyEvent]:
    if not is_open(state, seat_id, source):
        raise Refused(Code.NOT_PUBLISHED)
    return _closed_with(state, seat_id, source, by)


def _closed_with(state: SessionState, seat_id: SeatId, source: Source, by: By) -> list[AnyEvent]:
    sources = _GOES_WITH.get(source, (source,))
    mine = [track for track in state.tracks if track.seat_id == seat_id and track.source in sources]
    return [_closed(track, by) for track in mine]


def _close_members(state: SessionState, source: Source) -> list[AnyEvent]:
    members: Iterable[Track] = (t for t in state.tracks if state.seats[t.seat_id].role not in STAFF)
    return [_closed(track, "staff") for track in members if track.source is source]


def _closed(track: Track, by: By) -> TrackUnpublished:
    return TrackUnpublished(seat_id=track.seat_id, source=track.source, by=by)


# — evolutions —


def track_published(state: SessionState, event: TrackPublished) -> None:
    """Evolve `TrackPublished`."""
    state.tracks.append(event.track)


def track_unpublished(state: SessionState, event: TrackUnpublished) -> None:
    """Evolve `TrackUnpublished`."""
    gone = Track(seat_id=event.seat_id, source=event.source)
    state.tracks = [track for track in state.tracks if track != gone]


def source_blocked(state: SessionState, event: SourceBlocked) -> None:
    """Evolve `SourceBlocked`."""
    _set_blocked(state, event.seat_id, sorted({*state.seats[event.seat_id].blocked, event.source}))


def source_unblocked(state: SessionState, event: SourceUnblocked) -> None:
    """Evolve `SourceUnblocked`."""
    kept = [source for source in state.seats[event.seat_id].blocked if source is not event.source]
    _set_blocked(state, event.seat_id, kept)


def _set_blocked(state: SessionState, seat_id: SeatId, blocked: list[Source]) -> None:
    """On the seat, and in the ledger for when the account comes again."""
    state.seats[seat_id].blocked = blocked
    if (account := state.ledger.accounts.get(seat_id)) is not None:
        state.ledger.blocked[account] = list(blocked)


def microphones_set(state: SessionState, event: MicrophonesSet) -> None:
    """Evolve `MicrophonesSet`."""
    state.microphones = event.microphones


def spotlight_set(state: SessionState, event: SpotlightSet) -> None:
    """Evolve `SpotlightSet`."""
    state.spotlight = event.seat_id
