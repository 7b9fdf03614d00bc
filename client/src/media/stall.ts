// Whether media has stopped coming although it should come. Pure: fed with what `getStats` counted, asked for a verdict.

/** Milliseconds without a byte, while something should come, after which another way is built. */
const STALLED_AFTER_MS = 2_500;
/** After a new way was built, this long no other is asked for. */
const PATIENCE_MS = 8_000;

export interface Reading {
  /** Milliseconds of any clock that only goes forward. */
  at: number;
  bytesReceived: number;
  /** Something should come: a voice or picture slot is pointed, or own media is being acknowledged. */
  expected: boolean;
}

export class StallWatch {
  #lastBytes = -1;
  #lastMoved = 0;
  #quietUntil = 0;

  /** True when media is stalled; then not again for some seconds. */
  read({ at, bytesReceived, expected }: Reading): boolean {
    if (bytesReceived !== this.#lastBytes || !expected) {
      this.#lastBytes = bytesReceived;
      this.#lastMoved = at;
      return false;
    }
    if (at - this.#lastMoved < STALLED_AFTER_MS || at < this.#quietUntil) return false;
    this.#quietUntil = at + PATIENCE_MS;
    return true;
  }

  /** A new way stands: counting begins anew. */
  restart(at: number): void {
    this.#lastBytes = -1;
    this.#lastMoved = at;
    this.#quietUntil = at + PATIENCE_MS;
  }
}
