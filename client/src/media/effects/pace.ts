// How often frames can be worked on without taking the page from the person. Pure.

/** Milliseconds: fewer than one frame in a second is no picture any more. */
const TOO_SLOW_MS = 1_000;
/** So many slow frames in a row are no hiccup. */
const SLOW_FRAMES = 8;

export class Pace {
  readonly #interval: number;
  #slow = 0;

  /** `interval`: milliseconds from frame to frame when all goes well. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** Milliseconds to rest after a frame that took `took`, so that at least half of the time is the page's; null: too slow. */
  after(took: number): number | null {
    this.#slow = took > TOO_SLOW_MS ? this.#slow + 1 : 0;
    if (this.#slow >= SLOW_FRAMES) return null;
    return Math.max(this.#interval - took, took);
  }
}
