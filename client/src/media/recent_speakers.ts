// Who spoke, the last one first. Those who speak at the same time keep their order.
import type { SeatId } from "../protocol";

export class RecentSpeakers {
  #seats: readonly SeatId[] = [];

  get all(): readonly SeatId[] {
    return this.#seats;
  }

  note(speaking: readonly SeatId[]): void {
    this.#seats = [...speaking, ...this.#seats.filter((seat) => !speaking.includes(seat))];
  }
}
