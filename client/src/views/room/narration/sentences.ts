// Notes become sentences, like ones merged: "Three people joined." Pure.
import type { SeatId, SessionState } from "../../../protocol";
import type { Format, Words } from "../../../words/words";
import { handOf } from "../seat_facts";
import type { Note } from "./notes";

/** What is needed to speak: the state as it is now, and names that also know people who have left. */
export interface Speaker {
  state: SessionState;
  me: SeatId;
  name: (seat: SeatId) => string;
  words: Words["room"]["said"];
  format: Format;
}

/** From so many on, people are counted instead of named. */
const COUNTED_FROM = 3;

type Merged = Extract<Note, { seat: SeatId }>["kind"];
const MERGED: readonly Merged[] = ["joined", "left", "dropped", "returned", "away", "door", "hand", "message"];

/** One text for all notes of one pause, in the order in which they first came. */
export function sentences(notes: readonly Note[], speaker: Speaker): string {
  const said: string[] = [];
  const told = new Set<Note["kind"]>();
  for (const note of notes) {
    if (told.has(note.kind) && (!("seat" in note) || isMerged(note.kind))) continue;
    told.add(note.kind);
    const seats = isMerged(note.kind) ? seatsOf(notes, note.kind) : [];
    const sentence = seats.length > 0 ? together(note.kind as Merged, seats, speaker) : alone(note, notes, speaker);
    if (sentence) said.push(sentence);
  }
  return said.join(" ");
}

function isMerged(kind: Note["kind"]): kind is Merged {
  return (MERGED as readonly string[]).includes(kind);
}

function seatsOf(notes: readonly Note[], kind: Merged): SeatId[] {
  const seats = notes.flatMap((note) => (note.kind === kind && "seat" in note ? [note.seat] : []));
  return kind === "message" ? seats : [...new Set(seats)];
}

function together(kind: Merged, seats: readonly SeatId[], speaker: Speaker): string {
  const { words, format, name, state } = speaker;
  const names = format.list(seats.map(name));
  const many = seats.length > 1;
  const count = seats.length;
  switch (kind) {
    case "joined":
      return count < COUNTED_FROM ? words.joined(names) : words.joinedCount(count);
    case "left":
      return count < COUNTED_FROM ? words.left(names) : words.leftCount(count);
    case "dropped":
      return words.dropped(names);
    case "returned":
      return words.returned(names, many);
    case "away":
      return words.away(names);
    case "door":
      return count < COUNTED_FROM ? words.door(names, many) : words.doorCount(count);
    case "message":
      return many ? words.messages(count) : words.message(names);
    case "hand": {
      const only = seats[0];
      if (only === undefined || many) return words.hands(count);
      const hand = handOf(state, only);
      // Lowered again before anybody could say so.
      return hand ? words.hand(name(only), hand.position) : "";
    }
    default:
      return "";
  }
}

function alone(note: Note, notes: readonly Note[], speaker: Speaker): string {
  const { words, name } = speaker;
  if ("seat" in note) return aboutSeat(note, speaker);
  switch (note.kind) {
    case "own_place":
      return notes.some((other) => other.kind === "turn") ? "" : ownPlace(speaker);
    case "own_hand_lowered":
      // Being called on lowers the hand: the turn says it all.
      return speaker.state.turn?.seat_id === speaker.me ? "" : words.ownHandLowered;
    case "turn_over":
      return notes.some((other) => other.kind === "turn") ? "" : words.turnOver;
    case "hands_lowered":
      return words.handsLowered;
    case "shares_no_more":
      return words.sharesNoMore;
    case "door_open":
      return words.doorOpen;
    case "door_closed":
      return words.doorClosed;
    case "resumed":
      return words.resumed;
    case "your_turn":
      return words.yourTurn;
    case "muted":
      return words.muted;
    case "kept_muted":
      return words.keptMuted;
    case "held":
      return words.held;
    case "removed":
      return words.removed;
    default:
      return name("");
  }
}

function aboutSeat(note: Extract<Note, { seat: SeatId }>, speaker: Speaker): string {
  const { words, name } = speaker;
  switch (note.kind) {
    case "turn":
      return [words.turn(name(note.seat)), ownPlace(speaker)].filter(Boolean).join(" ");
    case "help":
      return words.help(name(note.seat));
    case "help_seen":
      return words.helpSeen(name(note.seat));
    case "shares":
      return words.shares(name(note.seat));
    case "front":
      return words.front(name(note.seat));
    default:
      return "";
  }
}

function ownPlace({ state, me, words }: Speaker): string {
  const own = handOf(state, me);
  return own ? words.ownPlace(own.position) : "";
}
