// Questions the room's views ask of the state. Pure; nothing here decides who may do what.
import type { CheckIn, Hand, Role, Seat, SeatId, SessionState, Source } from "../../protocol";

const STAFF: ReadonlySet<Role> = new Set(["facilitator", "co_host"]);

export function isStaff(role: Role | undefined): boolean {
  return role !== undefined && STAFF.has(role);
}

/** All seats in the server's order, which never changes. */
export function seatsInOrder(state: SessionState): Seat[] {
  return Object.values(state.seats).sort((one, other) => one.order - other.order);
}

export function staffSeats(state: SessionState): Seat[] {
  return seatsInOrder(state).filter((seat) => isStaff(seat.role));
}

/** Staff who have a living connection and have not stepped away. */
export function staffPresent(state: SessionState): Seat[] {
  return staffSeats(state).filter((seat) => seat.held_until === null && seat.away_since === null);
}

export function isOn(state: SessionState, seatId: SeatId, source: Source): boolean {
  return state.tracks.some((track) => track.seat_id === seatId && track.source === source);
}

export function isBlocked(seat: Seat | undefined, source: Source): boolean {
  return seat?.blocked.includes(source) ?? false;
}

export interface HandInLine extends Hand {
  /** Counted from 1. */
  position: number;
}

export function handOf(state: SessionState, seatId: SeatId): HandInLine | null {
  const index = state.hands.findIndex((hand) => hand.seat_id === seatId);
  const hand = state.hands[index];
  return hand ? { ...hand, position: index + 1 } : null;
}

/** Whose screen is shown, if anybody's. */
export function sharerOf(state: SessionState): SeatId | null {
  return state.tracks.find((track) => track.source === "screen")?.seat_id ?? null;
}

export function nameOf(state: SessionState, seatId: SeatId): string {
  return state.seats[seatId]?.name ?? state.waiting[seatId]?.name ?? "";
}

export type Traffic = "ready" | "ask" | "call";

/** The sign at the door: what staff should do before this person comes in. */
export function trafficOf(checkIn: CheckIn | null): Traffic {
  if (!checkIn) return "ask";
  if (checkIn.call_first) return "call";
  return checkIn.alone === "yes" ? "ready" : "ask";
}

/** Minutes are counted down to a whole number; both moments in seconds. */
export function minutesSince(now: number, moment: number): number {
  return Math.max(0, Math.floor((now - moment) / 60));
}
