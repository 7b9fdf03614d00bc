// Whether media has stopped coming. Pure: fed with what `getStats` counted, asked for a verdict.

/**
 * Milliseconds without a byte after which another way is built. Something always comes while the way is good: the
 * server reports once a second, whatever is pointed where.
 */
const STALLED_AFTER_MS = 2_500;
/** The same when the network has changed or the device was asleep: then doubt is enough. */
const DOUBTED_AFTER_MS = 1_200;
/** How long such doubt lasts. */
const DOUBT_MS = 10_000;
/** A longer time between two readings counts as this: a page that slept or was held up has not seen silence. */
const LONGEST_STEP_MS = 1_000;
/** After a new way was built, this long no other is asked for. */
const PATIENCE_MS = 8_000;

export interface Reading {
  /** Milliseconds of any clock that only goes forward. */
  at: number;
  bytesReceived: number;
}

export class StallWatch {
  #lastBytes = -1;
  #lastReadAt = 0;
  #silentMs = 0;
  #quietUntil = 0;
  #doubtUntil = -Infinity;

  /** True when media is stalled; then not again for some seconds. */
  read({ at, bytesReceived }: Reading): boolean {
    const step = Math.min(at - this.#lastReadAt, LONGEST_STEP_MS);
    this.#lastReadAt = at;
    if (bytesReceived !== this.#lastBytes) {
      this.#lastBytes = bytesReceived;
      this.#silentMs = 0;
      return false;
    }
    this.#silentMs += step;
    const limit = at < this.#doubtUntil ? DOUBTED_AFTER_MS : STALLED_AFTER_MS;
    if (this.#silentMs < limit || at < this.#quietUntil) return false;
    this.#quietUntil = at + PATIENCE_MS;
    return true;
  }

  /** The network changed, or the device woke up: be quick to believe that media is stalled. */
  doubt(at: number): void {
    this.#doubtUntil = at + DOUBT_MS;
  }

  /** A new way stands: counting begins anew. */
  restart(at: number): void {
    this.#lastBytes = -1;
    this.#lastReadAt = at;
    this.#silentMs = 0;
    this.#quietUntil = 0;
    this.#doubtUntil = -Infinity;
  }
}
