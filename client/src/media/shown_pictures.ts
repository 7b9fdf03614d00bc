// Keeps the server told which pictures this page shows, so that it sends those and no others.
import type { SeatId, ShownPicture } from "../protocol";
import type { SessionHandle } from "../session_context";

const TELL_MS = 120;
const TELL_AGAIN_MS = 1_000;
const NOBODY = "[]";

export interface ShownPicturesParts {
  session: () => SessionHandle | null;
  /** What is shown at this moment, oneself left out. */
  wanted: (me: SeatId) => readonly ShownPicture[];
}

export class ShownPictures {
  readonly #parts: ShownPicturesParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When that is, by `performance.now`. */
  #due = 0;
  /** As it was sent; empty while it is not known what the server knows. */
  #told = "";

  constructor(parts: ShownPicturesParts) {
    this.#parts = parts;
  }

  /** Something else may be shown now. Who sees nobody yet waits for pictures: what is laid out is told at once. */
  soon(): void {
    this.#tellIn(this.#told.length > NOBODY.length ? TELL_MS : 0);
  }

  /** Before the page is drawn, which leaves no timer its time. */
  now(): void {
    clearTimeout(this.#timer);
    void this.#tell();
  }

  /** Whom we told knows nothing any more. */
  forget(): void {
    this.#told = "";
    this.#tellIn(TELL_MS);
  }

  /** Never later than the first wish of several: while a room is drawn there are many. */
  #tellIn(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#tell(), milliseconds);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const session = this.#parts.session();
    if (!session || session.connection.kind !== "open") return;
    const pictures = [...this.#parts.wanted(session.me)];
    const told = JSON.stringify(pictures);
    if (told === this.#told) return;
    this.#told = told;
    const answer = await session.request("ShowPictures", { pictures });
    if (answer.error) {
      this.#told = "";
      if (answer.error.code !== "offline") this.#tellIn(TELL_AGAIN_MS);
    }
  }
}
