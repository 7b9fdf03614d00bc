// The seat that this device holds for a link: with it a reload, or a browser that crashed, comes back to the same place.
import type { SeatId } from "./protocol";

export interface KeptSeat {
  seat_id: SeatId;
  secret: string;
  /** The token that took the seat; the server asks for it beside the secret. */
  token: string;
}

const name = (key: string) => `hearth.seat.${key}`;

export function readSeat(key: string): KeptSeat | null {
  try {
    const kept = JSON.parse(localStorage.getItem(name(key)) ?? "null") as Partial<KeptSeat> | null;
    if (!kept?.seat_id || !kept.secret || !kept.token) return null;
    return { seat_id: kept.seat_id, secret: kept.secret, token: kept.token };
  } catch {
    return null; // storage refused, or not ours
  }
}

export function keepSeat(key: string, seat: KeptSeat): void {
  try {
    localStorage.setItem(name(key), JSON.stringify(seat));
  } catch {
    // Storage refused: this window keeps its seat, a reload will not.
  }
}

export function forgetSeat(key: string): void {
  try {
    localStorage.removeItem(name(key));
  } catch {
    // Nothing was kept.
  }
}
