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

type Told = Words["room"]["said"];

/** Sentences about several people at once. */
const TOGETHER: { [Kind in Note["kind"]]?: (seats: readonly SeatId[], names: string, speaker: Speaker) => string } = {
  joined: (seats, names, { words }) => (seats.length < COUNTED_FROM ? words.joined(names) : words.joinedCount(seats.length)),
  turned_away: (seats, names, { words }) => words.turnedAway(names, seats.length > 1),
  left: (seats, names, { words }) => (seats.length < COUNTED_FROM ? words.left(names) : words.leftCount(seats.length)),
  dropped: (_, names, { words }) => words.dropped(names),
  returned: (seats, names, { words }) => words.returned(names, seats.length > 1),
  away: (_, names, { words }) => words.away(names),
  door: (seats, names, { words }) => (seats.length < COUNTED_FROM ? words.door(names, seats.length > 1) : words.doorCount(seats.length)),
  message: (seats, names, { words }) => (seats.length > 1 ? words.messages(seats.length) : words.message(names)),
  hand: handsUp,
};

/** Sentences about one person, each told for itself. */
const ABOUT_ONE: { [Kind in Note["kind"]]?: (name: string, speaker: Speaker) => string } = {
  turn: (name, speaker) => [speaker.words.turn(name), ownPlace(speaker)].filter(Boolean).join(" "),
  help: (name, { words }) => words.help(name),
  help_over: (name, { words }) => words.helpOver(name),
  help_seen: (name, { words }) => words.helpSeen(name),
  shares: (name, { words }) => words.shares(name),
  front: (name, { words }) => words.front(name),
};

/** Sentences about nobody else; they are said once. */
const PLAIN: { [Kind in Note["kind"]]?: (words: Told, notes: readonly Note[], speaker: Speaker) => string } = {
  own_place: (_, notes, speaker) => (has(notes, "turn") ? "" : ownPlace(speaker)),
  // Being called on lowers the hand: the turn says it all.
  own_hand_lowered: (words, _, { state, me }) => (state.turn?.seat_id === me ? "" : words.ownHandLowered),
  turn_over: (words, notes) => (has(notes, "turn") ? "" : words.turnOver),
  hands_lowered: (words) => words.handsLowered,
  shares_no_more: (words) => words.sharesNoMore,
  door_open: (words) => words.doorOpen,
  door_closed: (words) => words.doorClosed,
  resumed: (words) => words.resumed,
  sheet: (words) => words.sheet,
  your_turn: (words) => words.yourTurn,
  muted: (words) => words.muted,
  kept_muted: (words) => words.keptMuted,
  held: (words) => words.held,
  removed: (words) => words.removed,
};

/** One text for all notes of one pause, in the order in which they first came. */
export function sentences(notes: readonly Note[], speaker: Speaker): string {
  const said: string[] = [];
  const told = new Set<Note["kind"]>();
  for (const note of notes) {
    const one = ABOUT_ONE[note.kind];
    if (told.has(note.kind) && !one) continue;
    told.add(note.kind);
    if (one && "seat" in note) said.push(one(speaker.name(note.seat), speaker));
    else said.push(ofKind(note.kind, notes, speaker));
  }
  return said.filter(Boolean).join(" ");
}

function ofKind(kind: Note["kind"], notes: readonly Note[], speaker: Speaker): string {
  const together = TOGETHER[kind];
  if (!together) return PLAIN[kind]?.(speaker.words, notes, speaker) ?? "";
  const all = notes.flatMap((note) => (note.kind === kind && "seat" in note ? [note.seat] : []));
  // Three lines by one person are three messages; one person who joined twice is one.
  const seats = kind === "message" ? all : [...new Set(all)];
  return together(seats, speaker.format.list(seats.map(speaker.name)), speaker);
}

function has(notes: readonly Note[], kind: Note["kind"]): boolean {
  return notes.some((note) => note.kind === kind);
}

function handsUp(seats: readonly SeatId[], names: string, { words, state }: Speaker): string {
  const only = seats.length === 1 ? seats[0] : undefined;
  if (only === undefined) return words.hands(seats.length);
  const hand = handOf(state, only);
  // Lowered again before anybody could say so.
  return hand ? words.hand(names, hand.position) : "";
}

function ownPlace({ state, me, words }: Speaker): string {
  const own = handOf(state, me);
  return own ? words.ownPlace(own.position) : "";
}
