// What a session's events do to what this viewer knows: the mirror of `evolve` in rooms/, event by event.
// Pure: every change makes new objects along its path and shares the rest, so that a view sees what changed.
// The recorded logs in tests/ prove that a client that stayed knows what one that has just come is told.
import type {
  Copy,
  EventPayloads,
  FieldId,
  HelpSignal,
  Message,
  Reaction,
  Seat,
  SeatDetail,
  SeatId,
  SessionState,
  SharedAnswer,
  Source,
  Track,
  WaitingSeat,
  Worksheet,
  WorksheetId,
} from "./protocol";

type Evolutions = {
  [Name in keyof EventPayloads]: (state: SessionState, event: EventPayloads[Name]) => SessionState;
};

/** The state after one event. An event that leaves nothing in the state gives back the very same object. */
export function evolve<Name extends keyof EventPayloads>(
  state: SessionState,
  name: Name,
  event: EventPayloads[Name],
): SessionState {
  return EVOLUTIONS[name](state, event);
}

const passesBy = (state: SessionState): SessionState => state;

const EVOLUTIONS: Evolutions = {
  // the session
  SessionWentLive: (state, { at }) => ({ ...state, phase: "live", live_since: at }),
  SessionHeld: (state, { closes_at }) => ({ ...state, phase: "held", held_until: closes_at }),
  SessionResumed: (state) => ({ ...state, phase: "live", held_until: null }),
  SessionEnded: (state, { at }) => ({
    ...state,
    phase: "ended",
    ended_at: at,
    held_until: null,
    turn: null,
    hands: [],
    tracks: [],
  }),
  RoomLocked: (state, { locked }) => ({ ...state, locked }),

  // the lobby
  WaitingStarted: (state, { waiting }) => ({ ...state, waiting: { ...state.waiting, [waiting.seat_id]: waiting } }),
  WaitingReconnected: (state, { seat_id }) =>
    withEntry(state, "waiting", seat_id, (waiting) => ({ ...waiting, connected: true, lost_at: null })),
  WaitingDisconnected: (state, { seat_id, at }) =>
    withEntry(state, "waiting", seat_id, (waiting) => ({ ...waiting, connected: false, lost_at: at })),
  WaitingEnded: (state, { seat_id }) =>
    withoutDetail({ ...state, waiting: without(state.waiting, seat_id) }, seat_id),
  TurnedAway: passesBy,
  CheckInGiven: (state, { seat_id, check_in }) =>
    state.waiting[seat_id]
      ? withEntry(state, "waiting", seat_id, (waiting) => ({ ...waiting, check_in }))
      : withDetail(state, seat_id, { check_in }),

  // seats
  SeatTaken: (state, { seat }) => ({
    ...state,
    waiting: without(state.waiting, seat.seat_id),
    seats: inCircleOrder({ ...state.seats, [seat.seat_id]: seat }),
  }),
  SeatDetailed: (state, { detail }) => ({ ...state, details: { ...state.details, [detail.seat_id]: detail } }),
  SeatHeld: (state, { seat_id, until }) => withSeat(state, seat_id, { held_until: until }),
  SeatResumed: (state, { seat_id }) => withSeat(state, seat_id, { held_until: null }),
  SeatLeft: (state, { seat_id }) => withoutSeat(state, seat_id),
  SeatRenamed: (state, { seat_id, name }) =>
    state.seats[seat_id]
      ? withSeat(state, seat_id, { name })
      : withEntry(state, "waiting", seat_id, (waiting) => ({ ...waiting, name })),
  RoleChanged: (state, { seat_id, role }) => withSeat(state, seat_id, { role }),
  SuccessorSet: (state, { seat_id }) => ({ ...state, successor: seat_id }),
  AgreementAccepted: (state, { seat_id, version, at }) =>
    withDetail(state, seat_id, { agreement_version: version, agreed_at: at }),
  SteppedAway: (state, { seat_id, at }) => withSeat(state, seat_id, { away_since: at }),
  CameBack: (state, { seat_id }) => withSeat(state, seat_id, { away_since: null }),

  // hands and turns
  HandRaised: (state, { hand }) => ({ ...state, hands: [...state.hands, hand] }),
  HandLowered: (state, { seat_id }) => ({ ...state, hands: state.hands.filter((hand) => hand.seat_id !== seat_id) }),
  AllHandsLowered: (state) => ({ ...state, hands: [] }),
  HandMoved: (state, { seat_id, position }) => {
    const moved = state.hands.filter((hand) => hand.seat_id === seat_id);
    const others = state.hands.filter((hand) => hand.seat_id !== seat_id);
    return { ...state, hands: [...others.slice(0, position), ...moved, ...others.slice(position)] };
  },
  TurnGiven: (state, { seat_id, at }) => ({ ...state, turn: { seat_id, since: at } }),
  TurnEnded: (state) => ({ ...state, turn: null }),

  // chat
  MessageSent: (state, { message }) => ({ ...state, messages: [...state.messages, message] }),
  MessageDeleted: (state, { message_id, by }) =>
    withMessage(state, message_id, (message) => ({ ...message, text: "", deleted_by: by, reactions: {} })),
  MessageReacted: (state, { message_id, seat_id, reaction, on }) =>
    withMessage(state, message_id, (message) => ({
      ...message,
      reactions: withReaction(message.reactions, reaction, seat_id, on),
    })),
  ChatModeChanged: (state, { mode }) => ({ ...state, chat_mode: mode }),
  ReactionShown: passesBy,

  // sound and picture
  TrackPublished: (state, { track }) => ({ ...state, tracks: [...state.tracks, track] }),
  TrackUnpublished: (state, { seat_id, source }) => ({
    ...state,
    tracks: state.tracks.filter((track) => !isTrack(track, seat_id, source)),
  }),
  SourceBlocked: (state, { seat_id, source }) =>
    withEntry(state, "seats", seat_id, (seat) => ({
      ...seat,
      blocked: [...new Set([...seat.blocked, source])].sort(),
    })),
  SourceUnblocked: (state, { seat_id, source }) =>
    withEntry(state, "seats", seat_id, (seat) => ({
      ...seat,
      blocked: seat.blocked.filter((blocked) => blocked !== source),
    })),
  MicrophonesSet: (state, { microphones }) => ({ ...state, microphones }),
  AskedToUnmute: passesBy,
  UnmuteDeclined: passesBy,
  KeyPassed: passesBy, // for `media/encryption/`
  SpotlightSet: (state, { seat_id }) => ({ ...state, spotlight: seat_id }),

  // help and limits
  HelpAsked: (state, { seat_id, at }) => {
    const name = state.seats[seat_id]?.name ?? "";
    return { ...state, help: { ...state.help, [seat_id]: { seat_id, name, asked_at: at, seen_by: [] } } };
  },
  HelpSeen: (state, { seat_id, by }) =>
    withEntry(state, "help", seat_id, (signal) => ({ ...signal, seen_by: [...signal.seen_by, by] })),
  HelpClosed: (state, { seat_id }) => {
    const closed = { ...state, help: without(state.help, seat_id) };
    return state.seats[seat_id] || state.waiting[seat_id] ? closed : withoutDetail(closed, seat_id);
  },
  SeatRemoved: (state, { seat_id, ban_id, undo_until }) => {
    const seat = state.seats[seat_id];
    if (!seat) return state;
    const detail = state.details[seat_id] ?? emptyDetail(seat_id);
    return { ...state, removals: { ...state.removals, [seat_id]: { seat, detail, ban_id, undo_until } } };
  },
  SeatBanned: (state, { ban }) => ({ ...state, bans: [...state.bans, ban] }),
  BanLifted: (state, { ban_id }) => ({ ...state, bans: state.bans.filter((ban) => ban.ban_id !== ban_id) }),
  RemovalUndone: (state, { seat_id }) => ({ ...state, removals: without(state.removals, seat_id) }),

  // worksheets
  WorksheetOpened: (state, { worksheet }) => ({
    ...state,
    worksheets: { ...state.worksheets, [worksheet.worksheet_id]: worksheet },
  }),
  WorksheetClosed: (state, { worksheet_id }) =>
    withEntry(state, "worksheets", worksheet_id, (worksheet) => ({ ...worksheet, closed: true })),
  DocumentEdited: passesBy, // the document itself is kept by the worksheet's view
  CursorMoved: passesBy,
  FieldWritten: (state, { worksheet_id, seat_id, field, value }) =>
    withCopy(state, worksheet_id, seat_id, (copy) => ({
      ...copy,
      values: value === "" ? without(copy.values, field) : { ...copy.values, [field]: value },
    })),
  ProgressMade: (state, { worksheet_id, seat_id, filled }) =>
    withCopy(state, worksheet_id, seat_id, (copy) => ({ ...copy, filled })),
  FieldsShared: (state, { worksheet_id, seat_id, values, readers }) =>
    withCopy(state, worksheet_id, seat_id, (copy) => {
      const answers = Object.entries(values).map(([field, value]) => [field, { value, readers }] as const);
      return { ...copy, shared: { ...copy.shared, ...Object.fromEntries<SharedAnswer>(answers) } };
    }),
  FieldsUnshared: (state, { worksheet_id, seat_id, fields }) =>
    withCopy(state, worksheet_id, seat_id, (copy) => ({
      ...copy,
      shared: fields.reduce<Record<FieldId, SharedAnswer>>(without, copy.shared),
    })),
};

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** The parts of the state that are kept by id. */
interface Books {
  waiting: WaitingSeat;
  seats: Seat;
  help: HelpSignal;
  worksheets: Worksheet;
}

/** Changes one entry of a book; an unknown id changes nothing. */
function withEntry<Part extends keyof Books>(
  state: SessionState,
  part: Part,
  id: string,
  change: (entry: Books[Part]) => Books[Part],
): SessionState {
  const books: { [Each in keyof Books]: Record<string, Books[Each]> } = state;
  const book = books[part];
  const entry = book[id];
  return entry === undefined ? state : { ...state, [part]: { ...book, [id]: change(entry) } };
}

function withSeat(state: SessionState, seatId: SeatId, change: Partial<Seat>): SessionState {
  return withEntry(state, "seats", seatId, (seat) => ({ ...seat, ...change }));
}

function inCircleOrder(seats: Record<SeatId, Seat>): Record<SeatId, Seat> {
  return Object.fromEntries(Object.entries(seats).sort(([, a], [, b]) => a.order - b.order));
}

/** All that the seat had in the room goes with it. */
function withoutSeat(state: SessionState, gone: SeatId): SessionState {
  const left = {
    ...state,
    seats: without(state.seats, gone),
    hands: state.hands.filter((hand) => hand.seat_id !== gone),
    tracks: state.tracks.filter((track) => track.seat_id !== gone),
    turn: state.turn?.seat_id === gone ? null : state.turn,
    spotlight: state.spotlight === gone ? null : state.spotlight,
    successor: state.successor === gone ? null : state.successor,
  };
  return withoutDetail(left, gone);
}

function emptyDetail(seatId: SeatId): SeatDetail {
  return { seat_id: seatId, check_in: null, agreement_version: null, agreed_at: null, open_link: false };
}

function withDetail(state: SessionState, seatId: SeatId, change: Partial<SeatDetail>): SessionState {
  const detail = state.details[seatId] ?? emptyDetail(seatId);
  return { ...state, details: { ...state.details, [seatId]: { ...detail, ...change } } };
}

/** Forgets what staff knew of a person who is gone, unless a call for help is open. */
function withoutDetail(state: SessionState, gone: SeatId): SessionState {
  return state.help[gone] ? state : { ...state, details: without(state.details, gone) };
}

function withMessage(state: SessionState, messageId: string, change: (message: Message) => Message): SessionState {
  const messages = state.messages.map((message) => (message.message_id === messageId ? change(message) : message));
  return { ...state, messages };
}

/** A reaction that nobody has any more is not kept. */
function withReaction(
  reactions: Message["reactions"],
  reaction: Reaction,
  seatId: SeatId,
  on: boolean,
): Message["reactions"] {
  const others = (reactions[reaction] ?? []).filter((other) => other !== seatId);
  const seats = on ? [...others, seatId] : others;
  return seats.length > 0 ? { ...reactions, [reaction]: seats } : without({ ...reactions }, reaction);
}

function isTrack(track: Track, seatId: SeatId, source: Source): boolean {
  return track.seat_id === seatId && track.source === source;
}

/** Changes a private copy, which begins blank and is not kept when it is empty again. */
function withCopy(
  state: SessionState,
  worksheetId: WorksheetId,
  seatId: SeatId,
  change: (copy: Copy) => Copy,
): SessionState {
  const key = `${worksheetId}/${seatId}`;
  const blank: Copy = { worksheet_id: worksheetId, seat_id: seatId, values: {}, filled: [], shared: {} };
  const copy = change(state.copies[key] ?? blank);
  const parts = [...Object.keys(copy.values), ...copy.filled, ...Object.keys(copy.shared)];
  const copies = parts.length > 0 ? { ...state.copies, [key]: copy } : without(state.copies, key);
  return { ...state, copies };
}
