// Which events are worth saying aloud to somebody who does not see the room. Pure: an event in, a note out.
// Names and positions are looked up later, when the note is spoken, so that they are as they are then.
import type { EventPayloads, SeatId, SessionState } from "../../../protocol";
import { isStaff } from "../seat_facts";

export type Note =
  | { kind: "joined" | "turned_away" | "left" | "dropped" | "returned" | "away"; seat: SeatId }
  | { kind: "hand" | "turn" | "door" | "help" | "help_over" | "help_seen" | "message" | "shares" | "front"; seat: SeatId }
  | { kind: "hands_lowered" | "own_hand_lowered" | "own_place" | "turn_over" | "shares_no_more" }
  | { kind: "door_open" | "door_closed" | "resumed" | "sheet" }
  | { kind: "your_turn" | "muted" | "kept_muted" | "held" | "removed" };

/** These interrupt; everything else waits for a pause in what is being read. */
const ASSERTIVE: ReadonlySet<Note["kind"]> = new Set(["your_turn", "muted", "kept_muted", "held", "removed"]);

export function isAssertive(note: Note): boolean {
  return ASSERTIVE.has(note.kind);
}

/** For whom the notes are made, and what the state was when the event came. */
export interface Listener {
  me: SeatId;
  state: SessionState;
  /** An open chat is a live region of its own: its lines are not told twice. */
  chatIsOpen: boolean;
}

type NoteMakers = { [Name in keyof EventPayloads]?: (event: EventPayloads[Name], listener: Listener) => Note | null };

const about = (kind: Extract<Note, { seat: SeatId }>["kind"]) => (event: { seat_id: SeatId }, { me }: Listener) =>
  event.seat_id === me ? null : ({ kind, seat: event.seat_id } as Note);

const makers: NoteMakers = {
  SeatTaken: ({ seat }, { me }) => (seat.seat_id === me ? null : { kind: "joined", seat: seat.seat_id }),
  TurnedAway: about("turned_away"),
  SeatLeft: about("left"),
  SeatHeld: about("dropped"),
  SeatResumed: about("returned"),
  CameBack: about("returned"),
  SteppedAway: about("away"),
  WaitingStarted: ({ waiting }, { me }) => (waiting.seat_id === me ? null : { kind: "door", seat: waiting.seat_id }),
  HandRaised: ({ hand }, { me }) => (hand.seat_id === me ? { kind: "own_place" } : { kind: "hand", seat: hand.seat_id }),
  // One's own hand that goes down because one was called on is told by the turn.
  HandLowered: ({ seat_id }, { me }) => (seat_id === me ? { kind: "own_hand_lowered" } : { kind: "own_place" }),
  HandMoved: () => ({ kind: "own_place" }),
  AllHandsLowered: (_, { state }) => (state.hands.length > 0 ? { kind: "hands_lowered" } : null),
  TurnGiven: ({ seat_id }, { me }) => (seat_id === me ? { kind: "your_turn" } : { kind: "turn", seat: seat_id }),
  TurnEnded: () => ({ kind: "turn_over" }),
  HelpAsked: about("help"),
  HelpClosed: about("help_over"),
  HelpSeen: ({ seat_id, by }, { me }) => (seat_id === me ? { kind: "help_seen", seat: by } : null),
  MessageSent: ({ message }, { me, chatIsOpen }) =>
    message.author === me || chatIsOpen ? null : { kind: "message", seat: message.author },
  TrackPublished: ({ track }, { me }) =>
    track.source === "screen" && track.seat_id !== me ? { kind: "shares", seat: track.seat_id } : null,
  TrackUnpublished: trackClosed,
  SourceBlocked: ({ seat_id, source }, { me }) =>
    seat_id === me && source === "microphone" ? { kind: "kept_muted" } : null,
  SpotlightSet: ({ seat_id }, { me }) => (seat_id === null || seat_id === me ? null : { kind: "front", seat: seat_id }),
  RoomLocked: ({ locked }, { me, state }) =>
    isStaff(state.seats[me]?.role) ? { kind: locked ? "door_closed" : "door_open" } : null,
  // That it is closed again stands in a note of its own, which is read aloud.
  WorksheetOpened: (_, { me, state }) => (isStaff(state.seats[me]?.role) ? null : { kind: "sheet" }),
  SessionHeld: () => ({ kind: "held" }),
  SessionResumed: () => ({ kind: "resumed" }),
  SeatRemoved: ({ seat_id }, { me }) => (seat_id === me ? { kind: "removed" } : null),
};

function trackClosed({ seat_id, source, by }: EventPayloads["TrackUnpublished"], { me }: Listener): Note | null {
  if (seat_id === me) return source === "microphone" && by === "staff" ? { kind: "muted" } : null;
  return source === "screen" ? { kind: "shares_no_more" } : null;
}

/** The names of the events that can make a note: what a narrator listens to. */
export const TOLD_EVENTS = Object.keys(makers) as (keyof EventPayloads)[];

export function noteOf<Name extends keyof EventPayloads>(name: Name, event: EventPayloads[Name], listener: Listener): Note | null {
  const make = makers[name] as ((event: EventPayloads[Name], listener: Listener) => Note | null) | undefined;
  return make ? make(event, listener) : null;
}
