// Which quiet notes a person is shown about their own microphone, camera and seat. Pure: events in, a list out.
import type { EventPayloads, SeatId, SessionState } from "../../../protocol";
import { handOf, isBlocked, isOn, isStaff } from "../seat_facts";

export type OwnSlip =
  | { kind: "muted" | "kept_muted" | "kept_dark" | "camera_stopped" | "screen_stopped" | "only_staff" | "may_open" }
  | { kind: "asks" | "declined"; seat: SeatId }
  | { kind: "back" | "renamed" };

export type SlipEvent = { [Name in keyof EventPayloads]: { name: Name; event: EventPayloads[Name] } }[keyof EventPayloads];

/** The newest note of a kind takes the place of the one before. */
export function withSlip(slips: readonly OwnSlip[], slip: OwnSlip): OwnSlip[] {
  return [...withoutKind(slips, slip.kind), slip];
}

export function withoutKind(slips: readonly OwnSlip[], kind: OwnSlip["kind"]): OwnSlip[] {
  return slips.filter((other) => other.kind !== kind);
}

export function slipOf(passing: SlipEvent, me: SeatId, state: SessionState): OwnSlip | null {
  const { name, event } = passing;
  switch (name) {
    case "TrackUnpublished":
      return event.seat_id === me && event.by === "staff" ? stopped(event.source, state, me) : null;
    case "SourceBlocked":
      if (event.seat_id !== me) return null;
      return event.source === "microphone" ? { kind: "kept_muted" } : event.source === "camera" ? { kind: "kept_dark" } : null;
    case "SourceUnblocked":
      return event.seat_id === me && event.source === "microphone" ? { kind: "may_open" } : null;
    case "MicrophonesSet":
      return event.microphones === "closed" && !isStaff(state.seats[me]?.role) ? { kind: "only_staff" } : null;
    case "AskedToUnmute":
      return event.seat_id === me ? { kind: "asks", seat: event.by } : null;
    case "UnmuteDeclined":
      return event.seat_id === me ? null : { kind: "declined", seat: event.seat_id };
    case "SeatRenamed":
      return event.seat_id === me ? { kind: "renamed" } : null;
    default:
      return null;
  }
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
    case "asks":
    case "may_open":
      return !isOn(state, me, "microphone");
    case "camera_stopped":
      return !isOn(state, me, "camera") && !isBlocked(seat, "camera");
    case "kept_muted":
      return isBlocked(seat, "microphone");
    case "kept_dark":
      return isBlocked(seat, "camera");
    case "only_staff":
      return state.microphones === "closed";
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
