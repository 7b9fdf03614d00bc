// How loud this person wants to hear each of the others. For this visit: it outlives a reload, not the window.
import type { SeatId } from "../protocol";

const KEY = "hearth.volumes";
export const FULL = 100;

export class Volumes {
  readonly #chosen = read();

  /** 0 … 100. */
  of(seat: SeatId): number {
    return this.#chosen.get(seat) ?? FULL;
  }

  set(seat: SeatId, volume: number): void {
    if (volume === FULL) this.#chosen.delete(seat);
    else this.#chosen.set(seat, volume);
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.#chosen]));
    } catch {
      // Storage refused: the choice lasts as long as this page.
    }
  }
}

function read(): Map<SeatId, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [SeatId, number][]);
  } catch {
    return new Map();
  }
}
