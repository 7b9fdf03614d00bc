// A plain text area that several people write in at once. The area is read when the person types and written when others
// do; while an input method is composing, others' words wait outside so that the composition is not broken.
import * as Y from "yjs";
import { OWN } from "./shared_document";

export interface Change {
  /** UTF-16 units, as in everything of this module. */
  start: number;
  length: number;
  words: string;
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** What was typed: the one change that leads from `before` to `after` and ends at the caret. Never cuts a character in two. */
export function changeBetween(before: string, after: string, caret: number): Change {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  const tailMost = Math.min(shorter, after.length - caret);
  while (tail < tailMost && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  let start = 0;
  while (start < shorter - tail && before[start] === after[start]) start += 1;
  if (isLowSurrogate(before.charCodeAt(start)) || isLowSurrogate(after.charCodeAt(start))) start = Math.max(0, start - 1);
  if (tail > 0 && isLowSurrogate(after.charCodeAt(after.length - tail))) tail -= 1;
  return { start, length: before.length - tail - start, words: after.slice(start, after.length - tail) };
}

type Delta = Y.YTextEvent["delta"];

/** Where a position stands after somebody else's change. Text put right at the position goes after it, unless `pushed`. */
export function moved(position: number, delta: Delta, pushed = false): number {
  let at = 0;
  let result = position;
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain;
    else if (step.delete !== undefined) result -= Math.max(0, Math.min(step.delete, result - at));
    else if (typeof step.insert === "string") {
      if (at < result || (pushed && at === result)) result += step.insert.length;
      at += step.insert.length;
    }
    if (at > result) break;
  }
  return result;
}

/** Ties an area to a text until the returned function is called. */
export function bindText(area: HTMLTextAreaElement, text: Y.Text, onLimit: () => void, most: number): () => void {
  const binding = new Binding(area, text, onLimit, most);
  return () => { binding.end(); };
}

class Binding {
  readonly #area: HTMLTextAreaElement;
  readonly #text: Y.Text;
  readonly #onLimit: () => void;
  readonly #most: number;
  /** What the area held when we last read or wrote it. */
  #shown: string;
  /** Others' changes during a composition. */
  #missed: Delta[] | null = null;
  readonly #listeners = new AbortController();

  constructor(area: HTMLTextAreaElement, text: Y.Text, onLimit: () => void, most: number) {
    this.#area = area;
    this.#text = text;
    this.#onLimit = onLimit;
    this.#most = most;
    this.#shown = text.toJSON();
    area.value = this.#shown;
    const { signal } = this.#listeners;
    area.addEventListener("input", () => { if (!this.#missed) this.#read(); }, { signal });
    area.addEventListener("compositionstart", () => { this.#missed = []; }, { signal });
    area.addEventListener("compositionend", () => { this.#endComposition(); }, { signal });
    text.observe(this.#observe);
  }

  end(): void {
    if (this.#missed) this.#endComposition();
    this.#listeners.abort();
    this.#text.unobserve(this.#observe);
  }

  #observe = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === OWN && this.#area.value === this.#text.toJSON()) {
      this.#shown = this.#area.value;
    } else if (this.#missed) {
      this.#missed.push(event.delta);
    } else {
      this.#write([event.delta]);
    }
  };

  /** The person typed: put the change into the text. */
  #read(missed: readonly Delta[] = []): void {
    const { value, selectionEnd } = this.#area;
    if (value === this.#shown) return;
    const change = changeBetween(this.#shown, value, selectionEnd);
    this.#shown = value;
    const through = (position: number, pushed: boolean) =>
      missed.reduce((at, delta) => moved(at, delta, pushed), position);
    const start = through(change.start, true);
    const length = Math.max(0, through(change.start + change.length, false) - start);
    const room = this.#most - (this.#text.length - length);
    const fits = change.words.length <= room;
    this.#text.doc?.transact(() => {
      if (length > 0) this.#text.delete(start, length);
      if (change.words && fits) this.#text.insert(start, change.words);
    }, OWN);
    if (fits) return;
    this.#write([]);
    this.#onLimit();
  }

  #endComposition(): void {
    const missed = this.#missed ?? [];
    this.#missed = null;
    this.#read(missed);
    if (missed.length > 0) this.#write(missed);
  }

  /** Others changed the text: show it, and keep the caret beside the words that it stood beside. */
  #write(deltas: readonly Delta[]): void {
    const through = (position: number) => deltas.reduce((at, delta) => moved(at, delta), position);
    const { selectionStart, selectionEnd, selectionDirection } = this.#area;
    this.#shown = this.#text.toJSON();
    this.#area.value = this.#shown;
    this.#area.setSelectionRange(through(selectionStart), through(selectionEnd), selectionDirection);
  }
}
