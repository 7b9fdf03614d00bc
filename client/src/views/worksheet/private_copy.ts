// One person's own copy on this page: what was typed and not yet saved, sent as one types and again until it arrives.
// Knows nothing of the page or the socket. What is saved lives in the session's state.
import type { FieldId } from "../../protocol";
import type { Answer } from "../../session_context";
import { isFinal, Resending, savedNow, UNTOUCHED, type Saving } from "./resending";

export type Write = (field: FieldId, value: string) => Promise<Answer>;

const PAUSE_MS = 600; // of typing, before the words are sent

export class PrivateCopy {
  saving: Saving = UNTOUCHED;
  readonly #write: Write;
  /** Everything typed on this page. It outlives saving: the state may hear of an answer later than we do. */
  readonly #typed = new Map<FieldId, string>();
  readonly #unsaved = new Set<FieldId>();
  #sending = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  readonly #resending = new Resending(() => { void this.flush(); });
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(write: Write) {
    this.#write = write;
  }

  /** What was typed on this page; undefined where the state's value holds. */
  typed(field: FieldId): string | undefined {
    return this.#typed.get(field);
  }

  type(field: FieldId, value: string): void {
    this.#typed.set(field, value);
    this.#unsaved.add(field);
    if (this.saving.kind !== "waiting") this.saving = { kind: "saving" };
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => { void this.flush(); }, PAUSE_MS);
    this.#changed();
  }

  /** Send all that is unsaved now, one answer after the other; true if nothing is left. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#pause);
    if (this.#sending) return false;
    this.#sending = true;
    try {
      for (const field of this.#unsaved) {
        if (!(await this.#save(field))) return false;
      }
    } finally {
      this.#sending = false;
    }
    if (this.saving.kind !== "refused") this.#settle(savedNow());
    return true;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  version = (): number => this.#version;

  async #save(field: FieldId): Promise<boolean> {
    const value = this.#typed.get(field) ?? "";
    this.#unsaved.delete(field);
    const answer = await this.#write(field, value);
    const isAnswered = answer.ok !== undefined || answer.error.code === "nothing_to_change";
    if (!isAnswered && !isFinal(answer.error.code)) {
      this.#unsaved.add(field);
      this.#resending.later();
      this.#settle({ kind: "waiting" });
      return false;
    }
    this.#resending.taken();
    if (!isAnswered) {
      this.#typed.delete(field);
      this.#settle({ kind: "refused", code: answer.error.code });
    } else if (this.saving.kind === "waiting") {
      this.#settle({ kind: "saving" });
    }
    return true;
  }

  #settle(saving: Saving): void {
    this.saving = saving;
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
