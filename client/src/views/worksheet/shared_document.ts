// One shared worksheet on this page: what the server has, what this person wrote meanwhile, and whether it has arrived.
// Knows nothing of the page or the socket: it is given a way to send.
import * as Y from "yjs";
import { LIMITS, type FieldId } from "../../protocol";
import type { Answer } from "../../session_context";
import { isFinal, Resending, savedNow, UNTOUCHED, type Saving } from "./resending";

export type Send = (update: Uint8Array) => Promise<Answer>;

export interface AuthorRun {
  text: string;
  /** The `order` of the seat that wrote it. */
  order: number;
}

/** Edits of this page carry this origin; everything else came from the server. */
export const OWN = Symbol("own edit");

const ORDER_STEP = 2 ** 32;
const GATHER_MS = 80; // so that fast typing is a few updates a second and not one for each letter
const LARGEST_UPDATE = LIMITS.Update;

export function authorOf(client: number): number {
  return Math.floor(client / ORDER_STEP);
}

export class SharedDocument {
  /** Replaced when the server refuses an edit: whoever binds to its texts must bind again. */
  doc: Y.Doc;
  /** `refused` stays until the next edit: the words that were not taken are gone from the sheet. */
  saving: Saving = UNTOUCHED;
  readonly #order: number;
  readonly #send: Send;
  /** What the server has, as far as it has told us. */
  readonly #confirmed = new Y.Doc();
  #undo: Y.UndoManager;
  #unsent: Uint8Array[] = [];
  #inFlight = 0;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  readonly #resending = new Resending(() => { void this.#pump(); });
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(order: number, send: Send) {
    this.#order = order;
    this.#send = send;
    [this.doc, this.#undo] = this.#open();
  }

  text(field: FieldId): Y.Text {
    return this.doc.getText(field);
  }

  value(field: FieldId): string {
    return this.text(field).toJSON();
  }

  /** Replace `length` UTF-16 units at `start`; one step of undo. */
  replace(field: FieldId, start: number, length: number, words: string): void {
    const text = this.text(field);
    this.doc.transact(() => {
      if (length > 0) text.delete(start, length);
      if (words) text.insert(start, words);
    }, OWN);
  }

  /** Replace all of a field that holds one value: a scale or a choice. See `lastLine`. */
  set(field: FieldId, value: string): void {
    this.replace(field, 0, this.text(field).length, `${value}\n`);
  }

  canUndo(): boolean {
    return this.#undo.canUndo();
  }

  undo(): void {
    this.#undo.undo();
  }

  /** A snapshot's document: take what is new, and send again whatever it lacks of ours. */
  mend(document: Uint8Array): void {
    this.receive(document);
    if (this.#unsent.length === 0) return;
    const missing = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.#confirmed));
    // A long time offline may not fit one update; what was gathered while away then goes piece by piece.
    if (missing.length <= LARGEST_UPDATE) {
      this.#unsent = [missing];
      this.#inFlight = 0;
    }
    void this.#pump();
  }

  /** Somebody's edit, or one's own coming back. */
  receive(update: Uint8Array): void {
    Y.applyUpdate(this.#confirmed, update);
    Y.applyUpdate(this.doc, update);
  }

  /** Who wrote what now stands in a field, in order. */
  authors(field: FieldId): AuthorRun[] {
    const runs: AuthorRun[] = [];
    for (let item = this.text(field)._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const order = authorOf(item.id.client);
      const last = runs.at(-1);
      if (last?.order === order) last.text += item.content.str;
      else runs.push({ text: item.content.str, order });
    }
    return runs;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  version = (): number => this.#version;

  #open(): [Y.Doc, Y.UndoManager] {
    const doc = new Y.Doc();
    const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
    doc.clientID = this.#order * ORDER_STEP + salt;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#confirmed));
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === OWN || origin instanceof Y.UndoManager) this.#queue(update);
      this.#changed();
    });
    const undo = new Y.UndoManager(doc, { trackedOrigins: new Set([OWN]), captureTimeout: 1_000 });
    return [doc, undo];
  }

  #queue(update: Uint8Array): void {
    this.#unsent.push(update);
    this.saving = { kind: "saving" };
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => { void this.#pump(); }, GATHER_MS);
  }

  async #pump(): Promise<void> {
    if (this.#inFlight > 0 || this.#unsent.length === 0) return;
    const gathered = this.#gather();
    this.#inFlight = gathered.length;
    const answer = await this.#send(Y.mergeUpdates(gathered));
    if (this.#unsent[0] !== gathered[0]) return; // a snapshot came meanwhile, and all is being sent again
    this.#inFlight = 0;
    if (answer.ok) this.#took(gathered);
    else if (isFinal(answer.error.code)) this.#refuse(answer.error.code);
    else this.#wait();
  }

  /** The first of the unsent, as many as fit one update. */
  #gather(): Uint8Array[] {
    let size = 0;
    const end = this.#unsent.findIndex((update) => (size += update.length) > LARGEST_UPDATE / 2);
    return this.#unsent.slice(0, end < 0 ? undefined : Math.max(1, end));
  }

  #took(gathered: readonly Uint8Array[]): void {
    this.#unsent = this.#unsent.slice(gathered.length);
    for (const update of gathered) Y.applyUpdate(this.#confirmed, update);
    this.#resending.taken();
    if (this.#unsent.length === 0) this.saving = savedNow();
    this.#changed();
    void this.#pump();
  }

  #wait(): void {
    this.saving = { kind: "waiting" };
    this.#resending.later();
    this.#changed();
  }

  /** Go back to what the server has. A new client id, for the old one's clock has run ahead of the server's. */
  #refuse(code: string): void {
    this.#unsent = [];
    this.#resending.taken();
    this.doc.destroy();
    [this.doc, this.#undo] = this.#open();
    this.saving = { kind: "refused", code };
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
