// Generated from rooms/ and server/messages.py by `python -m server.protocol_docs`. Do not edit.

export const PROTOCOL_VERSION = 1;

/** The longest text (in code points) or bytes that the server takes; more is `malformed`. */
export const LIMITS = {
  Id: 64,
  Name: 60,
  Words: 500,
  ChatText: 4000,
  Answer: 10000,
  Update: 65536,
  SealedKey: 512,
} as const;

export type RoomId = string;
export type SessionId = string;
export type SeatId = string;
export type AccountId = string;
export type MessageId = string;
export type BanId = string;
export type InviteId = string;
export type WorksheetId = string;
export type TemplateId = string;
export type FieldId = string;

/** What a seat was given by its token or by staff. Whether it has been admitted is another matter. */
export type Role =
  | "facilitator"
  | "co_host"
  | "participant"
  | "observer";

/** Who someone is for one decision: an admitted seat's role, or a place outside the room. */
export type Standing =
  | "facilitator"
  | "co_host"
  | "participant"
  | "observer"
  | "waiting"
  | "host_application"
  | "server";

/** Stable refusal codes. Clients switch on these, never on a text. */
export type Code =
  | "not_allowed"
  | "no_such_seat"
  | "not_waiting"
  | "already_seated"
  | "room_full"
  | "room_locked"
  | "banned"
  | "link_closed"
  | "turned_away"
  | "session_ended"
  | "session_held"
  | "no_staff_present"
  | "last_facilitator"
  | "agreement_needed"
  | "wrong_agreement_version"
  | "source_blocked"
  | "microphones_closed"
  | "muted_on_entry"
  | "screen_taken"
  | "stepped_away"
  | "already_published"
  | "not_published"
  | "hand_already_raised"
  | "no_hand_raised"
  | "no_turn"
  | "chat_closed"
  | "no_such_message"
  | "text_empty"
  | "too_much_written"
  | "no_such_ban"
  | "too_late_to_undo"
  | "no_help_asked"
  | "no_such_template"
  | "no_such_worksheet"
  | "no_such_field"
  | "worksheet_closed"
  | "bad_update"
  | "document_too_large"
  | "not_encrypted"
  | "seat_held"
  | "nothing_to_change";

/** Refusals of a command or request that come from the wire or the process, not from the room's rules. */
export type WireCode =
  | "malformed"
  | "unknown_command"
  | "busy"
  | "too_fast"
  | "moved"
  | "storage_unavailable"
  | "internal";

/** Why a connection was not let in: `code` in the data of CONNECT_ERROR. */
export type DoorCode =
  | "token_invalid"
  | "token_expired"
  | "token_not_yet_valid"
  | "token_used"
  | "seat_gone"
  | "removed"
  | "turned_away"
  | "banned"
  | "link_closed"
  | "session_ended"
  | "room_full"
  | "room_locked"
  | "protocol_unknown"
  | "malformed"
  | "try_again";

/** Why the server closes a socket: `code` of `Goodbye`. */
export type CloseCode =
  | "removed"
  | "banned"
  | "turned_away"
  | "left"
  | "session_ended"
  | "resync"
  | "too_slow"
  | "flood"
  | "draining";

/** Where a session stands between opening and close. */
export type Phase =
  | "opening"
  | "live"
  | "held"
  | "ended";

/** What a track carries (LiveKit's names). */
export type Source =
  | "microphone"
  | "camera"
  | "screen"
  | "screen_sound";

/** Why a hand is up. */
export type HandKind =
  | "share"
  | "reply"
  | "question"
  | "cannot_hear";

/** Who may write to the whole room. The line to the staff is open in every mode. */
export type ChatMode =
  | "off"
  | "staff_only"
  | "everyone";

/** Where a message goes. */
export type Channel =
  | "room"
  | "staff_line"
  | "back_channel"
  | "lobby";

/** The closed set of reactions; pictures are the client's business. */
export type Reaction =
  | "heart"
  | "thanks"
  | "strength"
  | "me_too"
  | "applause";

/** Why somebody was removed or banned: kept in the audit log, never shown to other members. */
export type Reason =
  | "needs_other_care"
  | "disruption"
  | "not_private"
  | "intoxicated"
  | "harassment"
  | "wrong_person"
  | "other";

/** What staff decided for all members' microphones. */
export type Microphones =
  | "open"
  | "muted_on_entry"
  | "closed";

/** How a worksheet is filled. */
export type SheetMode =
  | "shared"
  | "private";

/** With whom a private answer is shared. */
export type Readers =
  | "staff"
  | "group";

/** What a person told the staff in the green room. Staff alone read it. */
export interface CheckIn {
  alone: "yes" | "maybe_not" | "no" | null;
  mood: number | null;
  place: string | null;
  phone: string | null;
  note: string | null;
  call_first: boolean;
}

/** What one device writes to another: opaque to the server, which neither reads nor keeps it. */
export interface KeyLetter {
  seat_id: SeatId;
  sealed: Uint8Array;
}

/** One picture on the client's page, in CSS pixels times the device's pixel ratio. */
export interface ShownPicture {
  seat_id: SeatId;
  source: Source;
  width: number;
  height: number;
}

/** One person in the lobby. Staff see all of them; the person sees only this one. */
export interface WaitingSeat {
  seat_id: SeatId;
  name: string;
  role: Role;
  since: number;
  connected: boolean;
  lost_at: number | null;
  check_in: CheckIn | null;
  late: boolean;
  open_link: boolean;
}

/** A person's place in the room, as every admitted person sees it. */
export interface Seat {
  seat_id: SeatId;
  name: string;
  role: Role;
  order: number;
  taken_at: number;
  held_until: number | null;
  away_since: number | null;
  blocked: Source[];
}

/** What staff and the person alone know of a seat. */
export interface SeatDetail {
  seat_id: SeatId;
  check_in: CheckIn | null;
  agreement_version: number | null;
  agreed_at: number | null;
  open_link: boolean;
}

/** A raised hand; the queue's order is the list's order. */
export interface Hand {
  seat_id: SeatId;
  kind: HandKind;
  raised_at: number;
}

/** One line of chat. A deleted one keeps its place and loses its text. */
export interface Message {
  message_id: MessageId;
  channel: Channel;
  thread: SeatId | null;
  author: SeatId;
  name: string;
  role: Role;
  text: string;
  sent_at: number;
  client_id: string;
  reply_to: MessageId | null;
  deleted_by: "author" | "staff" | null;
  reactions: Partial<Record<Reaction, SeatId[]>>;
}

/** One open sound or picture of a seat. Off means: not in the list. */
export interface Track {
  seat_id: SeatId;
  source: Source;
}

/** Somebody who may not come back; staff see the name, never the account. */
export interface Ban {
  ban_id: BanId;
  name: string;
  reason: Reason;
  for_good: boolean;
  banned_at: number;
  link_closed: boolean;
}

/** A sheet on the table: which template, and how it is filled. */
export interface Worksheet {
  worksheet_id: WorksheetId;
  template_id: TemplateId;
  template_version: number;
  mode: SheetMode;
  fields: FieldId[];
  opened_at: number;
  closed: boolean;
}

/** Everything that is so in a session now. */
export interface SessionState {
  session_id: SessionId;
  settings: RoomSettings;
  opened_at: number;
  phase: Phase;
  live_since: number | null;
  held_until: number | null;
  ended_at: number | null;
  locked: boolean;
  chat_mode: ChatMode;
  microphones: Microphones;
  spotlight: SeatId | null;
  successor: SeatId | null;
  turn: Turn | null;
  seats: Record<SeatId, Seat>;
  details: Record<SeatId, SeatDetail>;
  waiting: Record<SeatId, WaitingSeat>;
  tracks: Track[];
  hands: Hand[];
  messages: Message[];
  help: Record<SeatId, HelpSignal>;
  bans: Ban[];
  removals: Record<SeatId, Removal>;
  worksheets: Record<WorksheetId, Worksheet>;
  copies: Record<string, Copy>;
  ledger: Ledger;
}

/** One entry of `RTCConfiguration.iceServers`. */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
}

/**
 * One receiving slot now carries this seat's track (null: nobody's).
 *
 * `rtp_timestamp` is that of the new picture's first frame.
 */
export interface SlotPointing {
  slot: string;
  mid: string;
  seat_id: SeatId | null;
  source: Source | null;
  rtp_timestamp: number | null;
}

/** What the practice decided for this room; fixed for the length of a session. */
export interface RoomSettings {
  name: string;
  capacity: number;
  hold_seconds: number;
  grace_seconds: number;
  undo_seconds: number;
  chat_mode: ChatMode;
  members_may_share_screen: boolean;
  end_to_end_encrypted: boolean;
  agreement: Agreement | null;
  ends_at: number | null;
  crisis_line: string;
  emergency_number: string;
}

/** Who has been called on, and since when (seconds since the epoch). */
export interface Turn {
  seat_id: SeatId;
  since: number;
}

/** A quiet call for help. Only staff and the person know. It outlives the seat, until staff close it. */
export interface HelpSignal {
  seat_id: SeatId;
  name: string;
  asked_at: number;
  seen_by: SeatId[];
}

/** A removal that can still be undone; carries the seat to put back. */
export interface Removal {
  seat: Seat;
  detail: SeatDetail;
  ban_id: BanId | null;
  undo_until: number;
}

/** One person's private copy. An empty one is not kept, neither here nor in a viewer's snapshot. */
export interface Copy {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  values: Record<FieldId, string>;
  filled: FieldId[];
  shared: Record<FieldId, SharedAnswer>;
}

/** What no client is ever sent: whose seats these are, and what the session has decided about accounts. */
export interface Ledger {
  accounts: Record<SeatId, AccountId>;
  banned: Record<BanId, AccountId>;
  open_links: Record<AccountId, InviteId>;
  closed_links: Record<BanId, InviteId>;
  orders: Record<SeatId, number>;
  turned_away: AccountId[];
  blocked: Record<AccountId, Source[]>;
  roles: Record<AccountId, Role>;
}

/** The words that a person accepts before the microphone opens, by language code. */
export interface Agreement {
  version: number;
  text: Record<string, string>;
}

/** One answer of a private copy as its readers see it. */
export interface SharedAnswer {
  value: string;
  readers: Readers;
}

/** Let one waiting person in. */
export interface Admit {
  seat_id: SeatId;
}

/** Let in, in order, as many as fit of those who wait, are connected and did not ask to talk first. */
export type AdmitAll = Record<string, never>;

/** Send a waiting person away for this session, with words to read. */
export interface TurnAway {
  seat_id: SeatId;
  words?: string;
}

/** Tell the staff how one is and where, or tell them anew. Always about one's own seat. */
export interface GiveCheckIn {
  check_in: CheckIn;
}

/** Close (or open) the door: nobody new gets a seat; held seats may still return. */
export interface LockRoom {
  locked: boolean;
}

/**
 * Give up one's own seat. To come back later means to wait in the lobby again.
 *
 * Answered by `Goodbye` alone.
 */
export type Leave = Record<string, never>;

/** Change the name that others see; the server resolves collisions ("Ana (2)"). */
export interface Rename {
  seat_id: SeatId;
  name: string;
}

/** Promote or demote an admitted seat. */
export interface ChangeRole {
  seat_id: SeatId;
  role: Role;
}

/** Say who becomes co-host if the last of the staff drops; null for nobody. */
export interface SetSuccessor {
  seat_id: SeatId | null;
}

/** Accept the group's agreement, in the version that was shown. */
export interface AcceptAgreement {
  version: number;
}

/** Private pause: nothing is sent from or played to this seat until it comes back. */
export type StepAway = Record<string, never>;

/** End one's private pause; microphone and camera stay off. */
export type ComeBack = Record<string, never>;

/** Join the queue of hands. */
export interface RaiseHand {
  kind?: HandKind;
}

/** Take a hand down: one's own, or anyone's for staff. */
export interface LowerHand {
  seat_id: SeatId;
}

/** Clear the queue. */
export type LowerAllHands = Record<string, never>;

/** Put a hand at a place in the queue, counted from 0. */
export interface MoveHand {
  seat_id: SeatId;
  position: number;
}

/** Give somebody the turn; a raised hand of that seat comes down. Never opens a microphone. */
export interface CallOn {
  seat_id: SeatId;
}

/** End the turn that is on: one's own, or anyone's for staff. */
export type EndTurn = Record<string, never>;

/** Write a line. `client_id` makes a retry harmless: the same id from the same seat is one message. */
export interface SendMessage {
  client_id: string;
  text: string;
  channel?: Channel;
  thread?: SeatId | null;
  reply_to?: MessageId | null;
}

/** Take a message's text away; its place stays. */
export interface DeleteMessage {
  message_id: MessageId;
}

/** Put one's reaction on a message, or take it off. */
export interface ReactToMessage {
  message_id: MessageId;
  reaction: Reaction;
  on?: boolean;
}

/** Say who may write to the room. */
export interface SetChatMode {
  mode: ChatMode;
}

/** Show a reaction over one's own seat for some seconds; nothing is kept. */
export interface ShowReaction {
  reaction: Reaction;
}

/**
 * Open one's own track. `on_entry` is true when the client does so by itself, not by a press.
 *
 * Microphone and camera need the agreement accepted, if there is one. While all are muted, a member's
 * microphone does not open on entry: neither by `on_entry`, nor in the first three seconds in the seat.
 * A member may share a screen where `members_may_share_screen` says so. One screen at a time; its sound
 * needs it open, and closes with it.
 */
export interface Publish {
  source: Source;
  on_entry?: boolean;
}

/** Close one's own track. */
export interface Unpublish {
  source: Source;
}

/** Turn somebody's microphone off; the person may turn it on again. */
export interface Mute {
  seat_id: SeatId;
}

/**
 * Mute all members, late joiners too (`muted_on_entry`, `closed`), or let them speak again (`open`).
 *
 * Opens nobody's microphone.
 */
export interface SetMicrophones {
  microphones: Microphones;
}

/** Stop one seat's camera or screen once; the person may start it again. */
export interface StopSource {
  seat_id: SeatId;
  source: Source;
}

/** Stop every member's camera once. */
export type StopAllCameras = Record<string, never>;

/** Hard mute: keep a microphone, camera or screen off until lifted, across reconnects and devices. */
export interface BlockSource {
  seat_id: SeatId;
  source: Source;
}

/** Lift a hard mute, not one's own. The person opens the track, not the server. */
export interface UnblockSource {
  seat_id: SeatId;
  source: Source;
}

/** Ask somebody to turn the microphone on; it can be declined. */
export interface AskToUnmute {
  seat_id: SeatId;
}

/** Answer that request with "not now". */
export type DeclineToUnmute = Record<string, never>;

/** Show one seat large for all, or nobody (null). */
export interface SetSpotlight {
  seat_id: SeatId | null;
}

/** Pass keys to other seats, a letter each. All are passed or none: every addressee must be connected. */
export interface PassKeys {
  letters: KeyLetter[];
}

/** Tell the staff, quietly. Nothing shows in the room. */
export type AskForHelp = Record<string, never>;

/** Staff: I have seen it. */
export interface MarkHelpSeen {
  seat_id: SeatId;
}

/** The signal has been dealt with; also the person may withdraw it. */
export interface CloseHelp {
  seat_id: SeatId;
}

/** Ask a seated person to step out; coming back leads through the lobby. Not oneself: see `Leave`. */
export interface Remove {
  seat_id: SeatId;
  reason: Reason;
  words?: string;
}

/**
 * Remove somebody, seated or waiting, who may not come back: this session, or for good. Not oneself.
 *
 * Whoever came by an open link could open it again as somebody new: unless `close_link` is false, it lets
 * nobody new in for as long as the ban lasts.
 */
export interface BanSeat {
  seat_id: SeatId;
  reason: Reason;
  words?: string;
  for_good?: boolean;
  close_link?: boolean;
}

/** Take a removal or a fresh ban back within the undo time; the seat is held until the person returns. */
export interface UndoRemoval {
  seat_id: SeatId;
}

/** Let a banned person try again. */
export interface LiftBan {
  ban_id: BanId;
}

/** Close the session for everybody. Answered by `Goodbye` alone. */
export type EndForAll = Record<string, never>;

/** Put a worksheet on the table. */
export interface OpenWorksheet {
  template_id: TemplateId;
  mode: SheetMode;
}

/** Take it off: readable, no longer writable. */
export interface CloseWorksheet {
  worksheet_id: WorksheetId;
}

/**
 * Change a shared worksheet: one Yjs update; its roots are plain texts named by field id.
 *
 * The Yjs client id is the seat's `order` * 2**32 + 32 random bits, so that a document tells who wrote what;
 * new text under another seat's ids is `bad_update`.
 */
export interface EditDocument {
  worksheet_id: WorksheetId;
  update: Uint8Array;
}

/** Where one is typing in a shared worksheet (null: nowhere); Yjs relative positions. Ephemeral. */
export interface MoveCursor {
  worksheet_id: WorksheetId;
  field: FieldId | null;
  anchor?: Uint8Array;
  head?: Uint8Array;
}

/** Write an answer on one's own private copy. */
export interface WriteField {
  worksheet_id: WorksheetId;
  field: FieldId;
  value: string;
}

/** Show an answer of one's own copy to staff or to the group; null for `field` means the whole copy. */
export interface ShareField {
  worksheet_id: WorksheetId;
  field: FieldId | null;
  readers: Readers;
}

/** Take it back; null for `field` means the whole copy. */
export interface UnshareField {
  worksheet_id: WorksheetId;
  field: FieldId | null;
}

/** Send me a fresh `Snapshot`. */
export type Sync = Record<string, never>;

/**
 * An SDP offer for this seat's one peer connection. Ok: `{"sdp": str}`, null where there is no media.
 *
 * A later offer is built beside the first and takes its place.
 */
export interface OfferMedia {
  sdp: string;
}

/** Which pictures this client shows, the most wanted first. What is not listed is not sent. */
export interface ShowPictures {
  pictures: ShownPicture[];
}

/** The client's figures since its last report, to choose layers by. At most one a second. */
export interface ReportMedia {
  received_packets: number;
  lost_packets: number;
  round_trip_ms?: number | null;
  decoded_frames?: number;
  freezes?: number;
}

/** Fresh relay credentials, for a peer connection made later. Ok: `{"ice_servers": IceServer[]}`. */
export type GetTurnCredentials = Record<string, never>;

/** The worksheet templates in one language. Ok: `{"templates": Template[]}` (`care/library`). */
export interface GetTemplates {
  language: string;
}

/**
 * How a seat's media comes through, in numbers, for staff who help. Ok: `{"connection": {...} | null}`.
 *
 * null: the seat has no media connection. Else `quality` (`good`, `weak`, `lost`), `round_trip_ms`,
 * `loss_to` and `loss_from` (shares of packets, 0 to 1, before repair), `sending_bps` and `receiving_bps`
 * (by the server), `limit_bps` (what the server thinks may be sent), `silent_seconds`.
 */
export interface InspectConnection {
  seat_id: SeatId;
}

/** What this viewer may read of a worksheet, as JSON. Ok: `{"worksheet": {...}}`. */
export interface ExportWorksheet {
  worksheet_id: WorksheetId;
}

/** Staff are present: from now on people can be admitted. */
export interface SessionWentLive {
  at: number;
}

/** The last of the staff dropped: no microphone is forwarded. Ends at `closes_at` unless staff return. */
export interface SessionHeld {
  at: number;
  closes_at: number;
}

/** Staff are back. */
export interface SessionResumed {
  at: number;
}

/** It is over for everybody. */
export interface SessionEnded {
  at: number;
  why: "ended_by_staff" | "held_too_long" | "nobody_came" | "ended_by_host_application";
}

/** The door was closed or opened. */
export interface RoomLocked {
  locked: boolean;
}

/** Somebody is at the door. */
export interface WaitingStarted {
  waiting: WaitingSeat;
}

/** The waiting person's connection is back. */
export interface WaitingReconnected {
  seat_id: SeatId;
}

/** The waiting person's connection dropped; the place in the lobby is kept for a while. */
export interface WaitingDisconnected {
  seat_id: SeatId;
  at: number;
}

/** Somebody no longer waits: gone, or turned away. (An admitted person is announced by `SeatTaken`.) */
export interface WaitingEnded {
  seat_id: SeatId;
}

/** Told to the person: not this time, with the staff's words. */
export interface TurnedAway {
  seat_id: SeatId;
  words: string;
}

/** The person told the staff how they are. */
export interface CheckInGiven {
  seat_id: SeatId;
  check_in: CheckIn;
}

/** Somebody sits in the circle. The person's own client gets a fresh snapshot first. */
export interface SeatTaken {
  seat: Seat;
}

/** What staff and the person know of a seat. */
export interface SeatDetailed {
  detail: SeatDetail;
}

/** The connection dropped; others see "reconnecting". */
export interface SeatHeld {
  seat_id: SeatId;
  at: number;
  until: number;
}

/** The person is back in the same seat. */
export interface SeatResumed {
  seat_id: SeatId;
  at: number;
}

/** The seat is given up. The room is not told why. */
export interface SeatLeft {
  seat_id: SeatId;
  at: number;
}

/** Another name is shown, in the lobby or in the room. */
export interface SeatRenamed {
  seat_id: SeatId;
  name: string;
}

/** Promoted or demoted. The person's own client gets a fresh snapshot first. */
export interface RoleChanged {
  seat_id: SeatId;
  role: Role;
}

/** Who takes over when the last of the staff drops. */
export interface SuccessorSet {
  seat_id: SeatId | null;
}

/** The person accepted the agreement. */
export interface AgreementAccepted {
  seat_id: SeatId;
  version: number;
  at: number;
}

/** Private pause: the person neither sees, hears, sends nor shows anything. */
export interface SteppedAway {
  seat_id: SeatId;
  at: number;
}

/** The pause is over. */
export interface CameBack {
  seat_id: SeatId;
}

/** A hand joins the end of the queue. */
export interface HandRaised {
  hand: Hand;
}

/** A hand leaves the queue. */
export interface HandLowered {
  seat_id: SeatId;
}

/** The queue is empty. */
export type AllHandsLowered = Record<string, never>;

/** Staff changed the order. */
export interface HandMoved {
  seat_id: SeatId;
  position: number;
}

/** Somebody was called on. */
export interface TurnGiven {
  seat_id: SeatId;
  at: number;
}

/** Nobody has the turn now. */
export interface TurnEnded {
  seat_id: SeatId;
}

/** A new line, in the order that all see. */
export interface MessageSent {
  message: Message;
}

/** The text is gone. */
export interface MessageDeleted {
  message_id: MessageId;
  by: "author" | "staff";
}

/** A reaction was put on a line or taken off. */
export interface MessageReacted {
  message_id: MessageId;
  seat_id: SeatId;
  reaction: Reaction;
  on: boolean;
}

/** Who may write to the room from now on. */
export interface ChatModeChanged {
  mode: ChatMode;
}

/** A reaction over a seat, for some seconds. */
export interface ReactionShown {
  seat_id: SeatId;
  reaction: Reaction;
}

/** A microphone, camera or screen is on. */
export interface TrackPublished {
  track: Track;
}

/** It is off, and not one more packet of it is forwarded. */
export interface TrackUnpublished {
  seat_id: SeatId;
  source: Source;
  by: "self" | "staff" | "server";
}

/** Kept off by staff. */
export interface SourceBlocked {
  seat_id: SeatId;
  source: Source;
}

/** May be opened again, by the person. */
export interface SourceUnblocked {
  seat_id: SeatId;
  source: Source;
}

/** The rule for all members' microphones. */
export interface MicrophonesSet {
  microphones: Microphones;
}

/** Staff ask the person to speak. */
export interface AskedToUnmute {
  seat_id: SeatId;
  by: SeatId;
}

/** Not now. */
export interface UnmuteDeclined {
  seat_id: SeatId;
}

/** One seat is shown large for all, or none. */
export interface SpotlightSet {
  seat_id: SeatId | null;
}

/** A key for this seat's device, from another's. The server cannot read it and does not keep it. */
export interface KeyPassed {
  seat_id: SeatId;
  sender: SeatId;
  sealed: Uint8Array;
}

/** A quiet call to the staff. */
export interface HelpAsked {
  seat_id: SeatId;
  at: number;
}

/** One of the staff has seen it. */
export interface HelpSeen {
  seat_id: SeatId;
  by: SeatId;
  at: number;
}

/** Dealt with, or withdrawn. */
export interface HelpClosed {
  seat_id: SeatId;
}

/** Told to the staff and, as the last thing, to the person; the room hears only `SeatLeft`. */
export interface SeatRemoved {
  seat_id: SeatId;
  reason: Reason;
  words: string;
  undo_until: number;
  ban_id: BanId | null;
}

/** Staff's list of bans grew. */
export interface SeatBanned {
  ban: Ban;
}

/** The ban is gone. */
export interface BanLifted {
  ban_id: BanId;
}

/** Staff took a removal back; `SeatTaken` follows: the seat where it was, held for the person. */
export interface RemovalUndone {
  seat_id: SeatId;
}

/** A worksheet lies on the table. */
export interface WorksheetOpened {
  worksheet: Worksheet;
}

/** It can be read and no longer written. */
export interface WorksheetClosed {
  worksheet_id: WorksheetId;
}

/** A change of the shared document: one Yjs update, already proven sound by the server. */
export interface DocumentEdited {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  update: Uint8Array;
}

/** Where somebody types in a shared document. */
export interface CursorMoved {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  field: FieldId | null;
  anchor: Uint8Array;
  head: Uint8Array;
}

/** An answer on a private copy changed, for its owner. `FieldsShared` tells its readers, if any. */
export interface FieldWritten {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  field: FieldId;
  value: string;
}

/** Which fields of a private copy are filled: staff see this, not the answers. */
export interface ProgressMade {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  filled: FieldId[];
}

/** Answers are open to these readers, or an open answer has changed. */
export interface FieldsShared {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  values: Record<FieldId, string>;
  readers: Readers;
}

/** Answers were taken back from those who could read them: whoever is not the owner forgets them. */
export interface FieldsUnshared {
  worksheet_id: WorksheetId;
  seat_id: SeatId;
  fields: FieldId[];
  readers: Readers;
}

/** Everything this viewer may know now; replaces whatever the client held. */
export interface Snapshot {
  epoch: number;
  seq: number;
  now: number;
  seat_id: SeatId;
  standing: Standing;
  session: SessionState;
  documents: Record<WorksheetId, Uint8Array>;
}

/** The first thing a connection is told. Keep `secret`: with it any socket can take up the seat again. */
export interface Welcome {
  secret: string;
  snapshot: Snapshot;
  ice_servers: IceServer[];
  ice_transport_policy: "all" | "relay";
  staff_names: string[];
}

/** Only the slots that changed. */
export interface SlotsPointed {
  slots: SlotPointing[];
}

/** To a publisher: the simulcast layers ("l", "m", "h") of its camera or screen that somebody watches. */
export interface LayersWanted {
  source: Source;
  layers: string[];
}

/** Who can be heard now. */
export interface Speaking {
  seat_ids: SeatId[];
}

/** How well a seat's media comes through. */
export interface QualityChanged {
  seat_id: SeatId;
  quality: "good" | "weak" | "lost";
}

/** The server has no media from or to this seat: offer anew. */
export type MediaLost = Record<string, never>;

/** To those waiting: the display names of the staff in the room. */
export interface StaffPresent {
  names: string[];
}

/** This seat goes on in another window or device; this socket is closed and may not come back. */
export type ConnectionReplaced = Record<string, never>;

/** The last thing before the server closes the socket, and whether to come back by oneself. */
export interface Goodbye {
  code: CloseCode;
  come_back: boolean;
}

/** Wire name of every command that a socket may ask → its payload. */
export interface CommandPayloads {
  Admit: Admit;
  AdmitAll: AdmitAll;
  TurnAway: TurnAway;
  GiveCheckIn: GiveCheckIn;
  LockRoom: LockRoom;
  Leave: Leave;
  Rename: Rename;
  ChangeRole: ChangeRole;
  SetSuccessor: SetSuccessor;
  AcceptAgreement: AcceptAgreement;
  StepAway: StepAway;
  ComeBack: ComeBack;
  RaiseHand: RaiseHand;
  LowerHand: LowerHand;
  LowerAllHands: LowerAllHands;
  MoveHand: MoveHand;
  CallOn: CallOn;
  EndTurn: EndTurn;
  SendMessage: SendMessage;
  DeleteMessage: DeleteMessage;
  ReactToMessage: ReactToMessage;
  SetChatMode: SetChatMode;
  ShowReaction: ShowReaction;
  Publish: Publish;
  Unpublish: Unpublish;
  Mute: Mute;
  SetMicrophones: SetMicrophones;
  StopSource: StopSource;
  StopAllCameras: StopAllCameras;
  BlockSource: BlockSource;
  UnblockSource: UnblockSource;
  AskToUnmute: AskToUnmute;
  DeclineToUnmute: DeclineToUnmute;
  SetSpotlight: SetSpotlight;
  PassKeys: PassKeys;
  AskForHelp: AskForHelp;
  MarkHelpSeen: MarkHelpSeen;
  CloseHelp: CloseHelp;
  Remove: Remove;
  BanSeat: BanSeat;
  UndoRemoval: UndoRemoval;
  LiftBan: LiftBan;
  EndForAll: EndForAll;
  OpenWorksheet: OpenWorksheet;
  CloseWorksheet: CloseWorksheet;
  EditDocument: EditDocument;
  MoveCursor: MoveCursor;
  WriteField: WriteField;
  ShareField: ShareField;
  UnshareField: UnshareField;
}

/** Wire name of every request → its payload. */
export interface RequestPayloads {
  Sync: Sync;
  OfferMedia: OfferMedia;
  ShowPictures: ShowPictures;
  ReportMedia: ReportMedia;
  GetTurnCredentials: GetTurnCredentials;
  GetTemplates: GetTemplates;
  InspectConnection: InspectConnection;
  ExportWorksheet: ExportWorksheet;
}

/** Wire name of every event that a socket may be told → its payload. */
export interface EventPayloads {
  SessionWentLive: SessionWentLive;
  SessionHeld: SessionHeld;
  SessionResumed: SessionResumed;
  SessionEnded: SessionEnded;
  RoomLocked: RoomLocked;
  WaitingStarted: WaitingStarted;
  WaitingReconnected: WaitingReconnected;
  WaitingDisconnected: WaitingDisconnected;
  WaitingEnded: WaitingEnded;
  TurnedAway: TurnedAway;
  CheckInGiven: CheckInGiven;
  SeatTaken: SeatTaken;
  SeatDetailed: SeatDetailed;
  SeatHeld: SeatHeld;
  SeatResumed: SeatResumed;
  SeatLeft: SeatLeft;
  SeatRenamed: SeatRenamed;
  RoleChanged: RoleChanged;
  SuccessorSet: SuccessorSet;
  AgreementAccepted: AgreementAccepted;
  SteppedAway: SteppedAway;
  CameBack: CameBack;
  HandRaised: HandRaised;
  HandLowered: HandLowered;
  AllHandsLowered: AllHandsLowered;
  HandMoved: HandMoved;
  TurnGiven: TurnGiven;
  TurnEnded: TurnEnded;
  MessageSent: MessageSent;
  MessageDeleted: MessageDeleted;
  MessageReacted: MessageReacted;
  ChatModeChanged: ChatModeChanged;
  ReactionShown: ReactionShown;
  TrackPublished: TrackPublished;
  TrackUnpublished: TrackUnpublished;
  SourceBlocked: SourceBlocked;
  SourceUnblocked: SourceUnblocked;
  MicrophonesSet: MicrophonesSet;
  AskedToUnmute: AskedToUnmute;
  UnmuteDeclined: UnmuteDeclined;
  SpotlightSet: SpotlightSet;
  KeyPassed: KeyPassed;
  HelpAsked: HelpAsked;
  HelpSeen: HelpSeen;
  HelpClosed: HelpClosed;
  SeatRemoved: SeatRemoved;
  SeatBanned: SeatBanned;
  BanLifted: BanLifted;
  RemovalUndone: RemovalUndone;
  WorksheetOpened: WorksheetOpened;
  WorksheetClosed: WorksheetClosed;
  DocumentEdited: DocumentEdited;
  CursorMoved: CursorMoved;
  FieldWritten: FieldWritten;
  ProgressMade: ProgressMade;
  FieldsShared: FieldsShared;
  FieldsUnshared: FieldsUnshared;
}

/** Wire name of every notice → its payload. */
export interface NoticePayloads {
  Snapshot: Snapshot;
  Welcome: Welcome;
  SlotsPointed: SlotsPointed;
  LayersWanted: LayersWanted;
  Speaking: Speaking;
  QualityChanged: QualityChanged;
  MediaLost: MediaLost;
  StaffPresent: StaffPresent;
  ConnectionReplaced: ConnectionReplaced;
  Goodbye: Goodbye;
}

export const EVENT_NAMES: readonly (keyof EventPayloads)[] = [
  "SessionWentLive",
  "SessionHeld",
  "SessionResumed",
  "SessionEnded",
  "RoomLocked",
  "WaitingStarted",
  "WaitingReconnected",
  "WaitingDisconnected",
  "WaitingEnded",
  "TurnedAway",
  "CheckInGiven",
  "SeatTaken",
  "SeatDetailed",
  "SeatHeld",
  "SeatResumed",
  "SeatLeft",
  "SeatRenamed",
  "RoleChanged",
  "SuccessorSet",
  "AgreementAccepted",
  "SteppedAway",
  "CameBack",
  "HandRaised",
  "HandLowered",
  "AllHandsLowered",
  "HandMoved",
  "TurnGiven",
  "TurnEnded",
  "MessageSent",
  "MessageDeleted",
  "MessageReacted",
  "ChatModeChanged",
  "ReactionShown",
  "TrackPublished",
  "TrackUnpublished",
  "SourceBlocked",
  "SourceUnblocked",
  "MicrophonesSet",
  "AskedToUnmute",
  "UnmuteDeclined",
  "SpotlightSet",
  "KeyPassed",
  "HelpAsked",
  "HelpSeen",
  "HelpClosed",
  "SeatRemoved",
  "SeatBanned",
  "BanLifted",
  "RemovalUndone",
  "WorksheetOpened",
  "WorksheetClosed",
  "DocumentEdited",
  "CursorMoved",
  "FieldWritten",
  "ProgressMade",
  "FieldsShared",
  "FieldsUnshared",
];

export const NOTICE_NAMES: readonly (keyof NoticePayloads)[] = [
  "Snapshot",
  "Welcome",
  "SlotsPointed",
  "LayersWanted",
  "Speaking",
  "QualityChanged",
  "MediaLost",
  "StaffPresent",
  "ConnectionReplaced",
  "Goodbye",
];
