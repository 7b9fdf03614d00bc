import * as Y from "yjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../src/session_context";
import { authorOf, SharedDocument } from "../../src/views/worksheet/shared_document";

const FIELD = "see";

/** Stands for the session: one document, everybody's edits in one order, sent to all who are online. */
class Table {
  readonly doc = new Y.Doc();
  readonly seats = new Map<SharedDocument, { online: boolean }>();

  sit(order: number): SharedDocument {
    const editor: SharedDocument = new SharedDocument(order, (update) => Promise.resolve(this.#take(editor, update)));
    this.seats.set(editor, { online: true });
    return editor;
  }

  goOffline(editor: SharedDocument): void {
    this.seats.set(editor, { online: false });
  }

  comeBack(editor: SharedDocument): void {
    this.seats.set(editor, { online: true });
    editor.mend(Y.encodeStateAsUpdate(this.doc));
  }

  #take(editor: SharedDocument, update: Uint8Array): Answer {
    if (!this.seats.get(editor)?.online) return { error: { code: "offline" } };
    const before = Y.encodeStateVector(this.doc);
    Y.applyUpdate(this.doc, update);
    expect(Y.encodeStateAsUpdate(this.doc, before).length).toBeGreaterThan(1);
    expect(this.doc.store.pendingStructs).toBeNull();
    for (const [other, { online }] of this.seats) if (online) other.receive(update);
    return { ok: {} };
  }
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const settle = () => vi.advanceTimersByTimeAsync(20_000);

describe("a shared document", () => {
  test("four editors, one offline for a while, end with the same words", async () => {
    const table = new Table();
    const [ana, theo, priya, jun] = [1, 2, 3, 4].map((order) => table.sit(order)) as [SharedDocument, SharedDocument, SharedDocument, SharedDocument];
    ana.replace(FIELD, 0, 0, "Cold water. ");
    await settle();
    table.goOffline(jun);
    jun.replace(FIELD, 12, 0, "The bench by the library. ");
    jun.replace(FIELD, 0, 4, "Warm");
    theo.replace(FIELD, 12, 0, "Walk to the corner. ");
    priya.replace(FIELD, 0, 0, "First: ");
    await settle();
    expect(jun.saving).toEqual({ kind: "waiting" });
    ana.replace(FIELD, ana.text(FIELD).length, 0, "💧");
    await settle();
    table.comeBack(jun);
    await settle();

    const words = table.doc.getText(FIELD).toJSON();
    for (const piece of ["First: ", "Warm", "Walk to the corner. ", "The bench by the library. ", "💧"]) expect(words).toContain(piece);
    for (const editor of [ana, theo, priya, jun]) {
      expect(editor.value(FIELD)).toBe(words);
      expect(editor.saving).toMatchObject({ kind: "saved" });
    }
  });

  test("many random edits by four people who come and go converge", async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const table = new Table();
    const editors = [1, 2, 3, 4].map((order) => table.sit(order));
    for (let step = 0; step < 300; step += 1) {
      const editor = editors[random(4)];
      const returning = editors[random(4)];
      if (!editor || !returning) throw new Error("four editors");
      const length = editor.text(FIELD).length;
      const start = random(length + 1);
      if (random(3) > 0) editor.replace(FIELD, start, 0, "abc é".slice(0, 1 + random(5)));
      else editor.replace(FIELD, start, Math.min(random(4), length - start), "");
      if (random(10) === 0) table.goOffline(editor);
      if (random(10) === 0) await settle();
      if (random(8) === 0) table.comeBack(returning);
    }
    editors.forEach((editor) => { table.comeBack(editor); });
    await settle();
    for (const editor of editors) expect(editor.value(FIELD)).toBe(table.doc.getText(FIELD).toJSON());
  });

  test("words typed quickly travel together", async () => {
    const sent: Uint8Array[] = [];
    const editor = new SharedDocument(1, (update) => {
      sent.push(update);
      return Promise.resolve({ ok: {} });
    });
    for (const letter of "steady") editor.replace(FIELD, editor.text(FIELD).length, 0, letter);
    await settle();
    expect(sent).toHaveLength(1);
  });

  test("an edit that the server refuses is taken back and the next one is taken", async () => {
    let code: string | null = "document_too_large";
    const editor = new SharedDocument(1, () => Promise.resolve(code ? { error: { code } } : { ok: {} }));
    const firstClient = editor.doc.clientID;
    editor.replace(FIELD, 0, 0, "too much");
    await settle();
    expect(editor.value(FIELD)).toBe("");
    expect(editor.saving).toEqual({ kind: "refused", code: "document_too_large" });
    expect(editor.doc.clientID).not.toBe(firstClient);
    code = null;
    editor.replace(FIELD, 0, 0, "less");
    await settle();
    expect(editor.value(FIELD)).toBe("less");
    expect(editor.saving).toMatchObject({ kind: "saved" });
  });

  test("everybody can tell who wrote what, and client ids name the seat", async () => {
    const table = new Table();
    const ana = table.sit(1);
    const theo = table.sit(2);
    ana.replace(FIELD, 0, 0, "ab");
    await settle();
    theo.replace(FIELD, 1, 0, "T");
    await settle();
    expect(authorOf(theo.doc.clientID)).toBe(2);
    expect(ana.authors(FIELD)).toEqual([
      { text: "a", order: 1 },
      { text: "T", order: 2 },
      { text: "b", order: 1 },
    ]);
  });

  test("undo takes back one's own words and nobody else's", async () => {
    const table = new Table();
    const ana = table.sit(1);
    const theo = table.sit(2);
    ana.replace(FIELD, 0, 0, "mine");
    await settle();
    theo.replace(FIELD, 4, 0, " and yours");
    await settle();
    ana.undo();
    await settle();
    expect(theo.value(FIELD)).toBe(" and yours");
    expect(ana.canUndo()).toBe(false);
  });
});
