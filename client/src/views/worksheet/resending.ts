// Which refusals mean "this will never be taken", and how long to wait before asking again after any other.

const FINAL: ReadonlySet<string> = new Set([
  "not_allowed", "no_such_worksheet", "no_such_field", "worksheet_closed", "session_ended",
  "bad_update", "document_too_large", "malformed",
]);

/** True if asking the same again is of no use. */
export function isFinal(code: string): boolean {
  return FINAL.has(code);
}

/** How far one's own words have come. `at`: when the last of them arrived (seconds since the epoch), or null. */
export type Saving =
  | { kind: "saved"; at: number | null }
  | { kind: "saving" }
  | { kind: "waiting" }
  | { kind: "refused"; code: string };

export const UNTOUCHED: Saving = { kind: "saved", at: null };

export function savedNow(): Saving {
  return { kind: "saved", at: Date.now() / 1000 };
}

const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/** One pending "ask again", which waits longer each time until something was taken. */
export class Resending {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  readonly #again: () => void;

  constructor(again: () => void) {
    this.#again = again;
  }

  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#again, Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#tries));
    this.#tries += 1;
  }

  taken(): void {
    clearTimeout(this.#timer);
    this.#tries = 0;
  }
}
