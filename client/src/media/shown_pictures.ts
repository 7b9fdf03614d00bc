// Keeps the server told which pictures this page shows, so that it sends those and no others.
import type { SeatId, ShownPicture } from "../protocol";
import type { SessionHandle } from "../session_context";

const TELL_MS = 120;
const TELL_AGAIN_MS = 1_000;

export interface ShownPicturesParts {
  session: () => SessionHandle | null;
  /** What is shown at this moment, oneself left out. */
  wanted: (me: SeatId) => readonly ShownPicture[];
}

export class ShownPictures {
  readonly #parts: ShownPicturesParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = "";

  constructor(parts: ShownPicturesParts) {
    this.#parts = parts;
  }

  /** Something else may be shown now. */
  soon(): void {
    this.#tellIn(TELL_MS);
  }

  /** Whom we told knows nothing any more. */
  forget(): void {
    this.#told = "";
    this.soon();
  }

  /** Never later than the first wish of several: while a room is drawn there are many. */
  #tellIn(milliseconds: number): void {
    if (this.#timer !== undefined) return;
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
