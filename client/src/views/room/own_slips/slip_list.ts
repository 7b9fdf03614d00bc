// Which quiet notes a person is shown about their own microphone, camera and seat. Pure: events in, a list out.
import type { EventPayloads, SeatId, SessionState } from "../../../protocol";
import { handOf, isBlocked, isOn, isStaff } from "../seat_facts";

export type OwnSlip =
  | { kind: "muted" | "kept_muted" | "kept_dark" | "camera_stopped" | "screen_stopped" | "only_staff" | "may_open" | "at_front" | "sheet_closed" }
  | { kind: "asks" | "declined"; seat: SeatId }
  | { kind: "back" | "renamed" };

/** The newest note of a kind takes the place of the one before. */
export function withSlip(slips: readonly OwnSlip[], slip: OwnSlip): OwnSlip[] {
  // Being asked to speak says all that the notes before it said.
  const spent = slip.kind === "asks" ? withoutKind(withoutKind(slips, "muted"), "may_open") : slips;
  return [...withoutKind(spent, slip.kind), slip];
}

export function withoutKind(slips: readonly OwnSlip[], kind: OwnSlip["kind"]): OwnSlip[] {
  return slips.filter((other) => other.kind !== kind);
}

type SlipMakers = { [Name in keyof EventPayloads]?: (event: EventPayloads[Name], me: SeatId, state: SessionState) => OwnSlip | null };

const makers: SlipMakers = {
  TrackUnpublished: (event, me, state) => (event.seat_id === me && event.by === "staff" ? stopped(event.source, state, me) : null),
  SourceBlocked: ({ seat_id, source }, me) => {
    if (seat_id !== me) return null;
    return source === "microphone" ? { kind: "kept_muted" } : source === "camera" ? { kind: "kept_dark" } : null;
  },
  SourceUnblocked: ({ seat_id, source }, me) => (seat_id === me && source === "microphone" ? { kind: "may_open" } : null),
  MicrophonesSet: ({ microphones }, me, state) =>
    microphones === "closed" && !isStaff(state.seats[me]?.role) ? { kind: "only_staff" } : null,
  AskedToUnmute: ({ seat_id, by }, me) => (seat_id === me ? { kind: "asks", seat: by } : null),
  UnmuteDeclined: ({ seat_id }, me) => (seat_id === me ? null : { kind: "declined", seat: seat_id }),
  // Staff know what they do; members are told what was done with their picture, and with the sheet they may be writing on.
  SpotlightSet: ({ seat_id }, me, state) => (seat_id === me && !isStaff(state.seats[me]?.role) ? { kind: "at_front" } : null),
  WorksheetClosed: (_, me, state) => (isStaff(state.seats[me]?.role) ? null : { kind: "sheet_closed" }),
  SeatRenamed: ({ seat_id }, me) => (seat_id === me ? { kind: "renamed" } : null),
};

/** The names of the events that can bring a note. */
export const SLIP_EVENTS = Object.keys(makers) as (keyof EventPayloads)[];

export function slipOf<Name extends keyof EventPayloads>(name: Name, event: EventPayloads[Name], me: SeatId, state: SessionState): OwnSlip | null {
  const make = makers[name] as ((event: EventPayloads[Name], me: SeatId, state: SessionState) => OwnSlip | null) | undefined;
  return make ? make(event, me, state) : null;
}

function stopped(source: EventPayloads["TrackUnpublished"]["source"], state: SessionState, me: SeatId): OwnSlip | null {
  if (source === "camera") return { kind: "camera_stopped" };
  if (source === "screen") return { kind: "screen_stopped" };
  // A hard mute and "only staff speak" have notes of their own.
  const told = isBlocked(state.seats[me], "microphone") || state.microphones === "closed";
  return source === "microphone" && !told ? { kind: "muted" } : null;
}

/** What is no longer so needs no note. */
export function stillSo(slip: OwnSlip, me: SeatId, state: SessionState): boolean {
  const seat = state.seats[me];
  switch (slip.kind) {
    case "muted":
      // A hard mute and "only staff speak" have notes of their own.
      return !isOn(state, me, "microphone") && !isBlocked(seat, "microphone") && state.microphones !== "closed";
    case "asks":
    case "may_open":
      return !isOn(state, me, "microphone") && !isBlocked(seat, "microphone");
    case "camera_stopped":
      return !isOn(state, me, "camera") && !isBlocked(seat, "camera");
    case "kept_muted":
      return isBlocked(seat, "microphone");
    case "kept_dark":
      return isBlocked(seat, "camera");
    case "only_staff":
      return state.microphones === "closed";
    case "at_front":
      return state.spotlight === me;
    case "sheet_closed":
      // The next sheet has the word.
      return Object.values(state.worksheets).every((sheet) => sheet.closed);
    case "declined":
      return slip.seat in state.seats;
    case "back":
    case "renamed":
    case "screen_stopped":
      return true;
  }
}

/** Where one stands in line, for "you are back". */
export function ownPosition(state: SessionState, me: SeatId): number | null {
  return handOf(state, me)?.position ?? null;
}
