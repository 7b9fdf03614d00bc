"""The whole of a session's rules in one place: how a command becomes events, and events become state.

`decide` (permit, then the feature's rule, then what follows for the session) reads and never writes; `evolve`
is the only writer and never refuses. Between the two the server stores the events. Each arm is one line into
the feature that knows. The matches are as long as the protocol, and so longer than functions otherwise are.
"""

from typing import assert_never

from rooms import (
    chat,
    hands,
    help,
    keys,
    lobby,
    moderation,
    permissions,
    publications,
    seats,
    staffing,
    worksheets,
)
from rooms import (
    commands as c,
)
from rooms import (
    events as e,
)
from rooms.commands import AnyCommand
from rooms.events import AnyEvent, SessionOpened
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.permissions import Actor
from rooms.refusals import Code, Refused
from rooms.roles import Standing
from rooms.state import Phase, SessionState

# What only somebody with a seat can ask: under the own name, or about the own seat.
SeatCommand = (
    c.GiveCheckIn
    | c.Leave
    | c.AcceptAgreement
    | c.StepAway
    | c.ComeBack
    | c.RaiseHand
    | c.SendMessage
    | c.DeleteMessage
    | c.ReactToMessage
    | c.ShowReaction
    | c.Publish
    | c.Unpublish
    | c.AskToUnmute
    | c.DeclineToUnmute
    | c.PassKeys
    | c.AskForHelp
    | c.MarkHelpSeen
    | c.EditDocument
    | c.MoveCursor
    | c.WriteField
    | c.ShareField
    | c.UnshareField
)


def open_session(opened: SessionOpened) -> SessionState:
    """The state of a session that has just been opened."""
    state = SessionState(
        session_id=opened.session_id,
        settings=opened.settings,
        opened_at=opened.opened_at,
        chat_mode=opened.settings.chat_mode,
    )
    evolve(state, opened)
    return state


def decide(state: SessionState, actor: Actor, command: AnyCommand, moment: Moment) -> list[AnyEvent]:
    """What a command leads to, without doing it; raises `Refused`."""
    if state.phase is Phase.ENDED:
        raise Refused(Code.SESSION_ENDED)
    if not permissions.allows(state, actor, command):
        raise Refused(Code.NOT_ALLOWED)
    events = _decide(state, actor, command, moment)
    return [*events, *staffing.follow_up(state, events, moment)]


def tick(state: SessionState, moment: Moment) -> list[AnyEvent]:
    """What time alone leads to, without doing it: evolve each event. Empty before `next_deadline`."""
    if state.phase is Phase.ENDED:
        return []
    return staffing.due(state, moment.now) or [*seats.due(state, moment.now), *lobby.due(state, moment.now)]


def next_deadline(state: SessionState) -> float | None:
    """When `tick` has something to do next, in seconds since the epoch; None for never."""
    if state.phase is Phase.ENDED:
        return None
    deadlines = [staffing.closes_at(state), *(seat.held_until for seat in state.seats.values())]
    deadlines += [
        person.lost_at + state.settings.hold_seconds
        for person in state.waiting.values()
        if person.lost_at is not None
    ]
    return min((deadline for deadline in deadlines if deadline is not None), default=None)


def _decide(  # noqa: C901 - one line for each command
    state: SessionState, actor: Actor, command: AnyCommand, moment: Moment
) -> list[AnyEvent]:
    """The commands that the server, a host application or anybody may ask; the rest is asked from a seat."""
    match command:
        case c.Arrive():
            return lobby.arrive(state, command, moment)
        case c.Return():
            return lobby.come_back_online(state, command, moment)
        case c.LoseConnection():
            return lobby.lose_connection(state, command, moment)
        case c.Admit():
            return lobby.admit(state, command, moment)
        case c.AdmitAll():
            return lobby.admit_all(state, moment)
        case c.TurnAway():
            return lobby.turn_away(state, command)
        case c.LockRoom():
            return lobby.lock(state, command)
        case c.Rename():
            return seats.rename(state, command)
        case c.ChangeRole():
            return seats.change_role(state, command)
        case c.SetSuccessor():
            return staffing.set_successor(state, command)
        case c.LowerHand():
            return hands.lower_hand(state, command)
        case c.LowerAllHands():
            return hands.lower_all_hands(state)
        case c.MoveHand():
            return hands.move_hand(state, command)
        case c.CallOn():
            return hands.call_on(state, command, moment)
        case c.EndTurn():
            return hands.end_turn(state)
        case c.SetChatMode():
            return chat.set_mode(state, command)
        case c.Mute():
            return publications.mute(state, command)
        case c.SetMicrophones():
            return publications.set_microphones(state, command)
        case c.StopSource():
            return publications.stop_source(state, command)
        case c.StopAllCameras():
            return publications.stop_all_cameras(state)
        case c.BlockSource():
            return publications.block(state, command)
        case c.UnblockSource():
            return publications.unblock(state, actor, command)
        case c.SetSpotlight():
            return publications.set_spotlight(state, command)
        case c.CloseHelp():
            return help.close(state, command)
        case c.Remove():
            return moderation.remove(state, actor, command, moment)
        case c.BanSeat():
            return moderation.ban(state, actor, command, moment)
        case c.UndoRemoval():
            return moderation.undo(state, command, moment)
        case c.LiftBan():
            return moderation.lift_ban(state, command)
        case c.EndForAll():
            return moderation.end_for_all(actor, moment)
        case c.OpenWorksheet():
            return worksheets.open_worksheet(state, command, moment)
        case c.CloseWorksheet():
            return worksheets.close_worksheet(state, command)
        case _:
            if isinstance(actor, Standing):
                raise Refused(Code.NOT_ALLOWED)
            return _decide_for_seat(state, actor, command, moment)


def _decide_for_seat(  # noqa: C901 - one line for each command
    state: SessionState, actor: SeatId, command: SeatCommand, moment: Moment
) -> list[AnyEvent]:
    """The commands that somebody asks about the own seat, or under the own name."""
    match command:
        case c.GiveCheckIn():
            return lobby.give_check_in(actor, command)
        case c.Leave():
            return seats.leave(state, actor, moment)
        case c.AcceptAgreement():
            return seats.accept_agreement(state, actor, command, moment)
        case c.StepAway():
            return seats.step_away(state, actor, moment)
        case c.ComeBack():
            return seats.come_back(state, actor)
        case c.RaiseHand():
            return hands.raise_hand(state, actor, command, moment)
        case c.SendMessage():
            return chat.send(state, actor, command, moment)
        case c.DeleteMessage():
            return chat.delete(state, actor, command)
        case c.ReactToMessage():
            return chat.react(state, actor, command)
        case c.ShowReaction():
            return chat.show_reaction(state, actor, command)
        case c.Publish():
            return publications.publish(state, actor, command, moment)
        case c.Unpublish():
            return publications.unpublish(state, actor, command)
        case c.AskToUnmute():
            return publications.ask_to_unmute(state, actor, command)
        case c.DeclineToUnmute():
            return publications.decline_to_unmute(actor)
        case c.PassKeys():
            return keys.pass_keys(state, actor, command)
        case c.AskForHelp():
            return help.ask(state, actor, moment)
        case c.MarkHelpSeen():
            return help.mark_seen(state, actor, command, moment)
        case c.EditDocument():
            return worksheets.edit_document(state, actor, command)
        case c.MoveCursor():
            return worksheets.move_cursor(state, actor, command)
        case c.WriteField():
            return worksheets.write_field(state, actor, command)
        case c.ShareField():
            return worksheets.share_field(state, actor, command)
        case c.UnshareField():
            return worksheets.unshare_field(state, actor, command)
        case _:
            assert_never(command)


def evolve(state: SessionState, event: AnyEvent) -> None:  # noqa: C901 - one line for each event
    """Let one event happen. The same for the room, its replicas and every viewer's snapshot."""
    match event:
        case e.SessionOpened():
            state.bans = list(event.bans)
            state.ledger.banned = dict(event.banned)
            state.ledger.closed_links = dict(event.closed_links)
        case e.SessionWentLive():
            staffing.session_went_live(state, event)
        case e.SessionHeld():
            staffing.session_held(state, event)
        case e.SessionResumed():
            staffing.session_resumed(state, event)
        case e.SessionEnded():
            staffing.session_ended(state, event)
        case e.RoomLocked():
            lobby.room_locked(state, event)
        case e.WaitingStarted():
            lobby.waiting_started(state, event)
        case e.WaitingReconnected():
            lobby.waiting_reconnected(state, event)
        case e.WaitingDisconnected():
            lobby.waiting_disconnected(state, event)
        case e.WaitingEnded():
            lobby.waiting_ended(state, event)
        case e.TurnedAway():
            lobby.turned_away(state, event)
        case e.CheckInGiven():
            lobby.check_in_given(state, event)
        case e.AccountBound():
            lobby.account_bound(state, event)
        case e.SeatTaken():
            seats.seat_taken(state, event)
        case e.SeatDetailed():
            seats.seat_detailed(state, event)
        case e.SeatHeld():
            seats.seat_held(state, event)
        case e.SeatResumed():
            seats.seat_resumed(state, event)
        case e.SeatLeft():
            seats.seat_left(state, event)
        case e.SeatRenamed():
            seats.seat_renamed(state, event)
        case e.RoleChanged():
            seats.role_changed(state, event)
        case e.SuccessorSet():
            seats.successor_set(state, event)
        case e.AgreementAccepted():
            seats.agreement_accepted(state, event)
        case e.SteppedAway():
            seats.stepped_away(state, event)
        case e.CameBack():
            seats.came_back(state, event)
        case e.HandRaised():
            hands.hand_raised(state, event)
        case e.HandLowered():
            hands.hand_lowered(state, event)
        case e.AllHandsLowered():
            hands.all_hands_lowered(state)
        case e.HandMoved():
            hands.hand_moved(state, event)
        case e.TurnGiven():
            hands.turn_given(state, event)
        case e.TurnEnded():
            hands.turn_ended(state)
        case e.MessageSent():
            chat.message_sent(state, event)
        case e.MessageDeleted():
            chat.message_deleted(state, event)
        case e.MessageReacted():
            chat.message_reacted(state, event)
        case e.ChatModeChanged():
            chat.chat_mode_changed(state, event)
        case e.TrackPublished():
            publications.track_published(state, event)
        case e.TrackUnpublished():
            publications.track_unpublished(state, event)
        case e.SourceBlocked():
            publications.source_blocked(state, event)
        case e.SourceUnblocked():
            publications.source_unblocked(state, event)
        case e.MicrophonesSet():
            publications.microphones_set(state, event)
        case e.SpotlightSet():
            publications.spotlight_set(state, event)
        case e.HelpAsked():
            help.help_asked(state, event)
        case e.HelpSeen():
            help.help_seen(state, event)
        case e.HelpClosed():
            help.help_closed(state, event)
        case e.SeatRemoved():
            moderation.seat_removed(state, event)
        case e.SeatBanned():
            moderation.seat_banned(state, event)
        case e.AccountBanned():
            moderation.account_banned(state, event)
        case e.BanLifted():
            moderation.ban_lifted(state, event)
        case e.RemovalUndone():
            moderation.removal_undone(state, event)
        case e.WorksheetOpened():
            worksheets.worksheet_opened(state, event)
        case e.WorksheetClosed():
            worksheets.worksheet_closed(state, event)
        case e.FieldWritten():
            worksheets.field_written(state, event)
        case e.ProgressMade():
            worksheets.progress_made(state, event)
        case e.FieldsShared():
            worksheets.fields_shared(state, event)
        case e.FieldsUnshared():
            worksheets.fields_unshared(state, event)
        case (
            e.ReactionShown() | e.AskedToUnmute() | e.UnmuteDeclined() | e.KeyPassed() | e.DocumentEdited()
            | e.CursorMoved()
        ):  # fmt: skip
            pass  # passes by and leaves nothing in the state
        case _:
            assert_never(event)
