// Sheets without a server, for component tests and the gallery. Not part of the production build.
import type { ReactNode } from "react";
import * as Y from "yjs";
import { Fixture, FIXTURE_NOW, makeSession, makeSessionHandle, type FixtureSession } from "../../fixtures";
import type { Copy, SeatId, SessionState, Worksheet } from "../../protocol";
import type { SessionHandle } from "../../session_context";
import type { Language } from "../../words/words";
import type { Template } from "./template";
import { WorksheetProvider } from "./worksheet_context";

const ask = (field_id: string, kind: Template["fields"][number]["kind"], words: string, rest: Partial<Template["fields"][number]> = {}) => ({
  field_id, kind, ask: words, hint: null, lowest: null, highest: null, most_items: null, options: [], ...rest,
});

export const TEMPLATES: Template[] = [
  {
    template_id: "thought_record",
    version: 1,
    minutes: 12,
    title: "Looking at a thought again",
    purpose: "Slow one hard moment down, and look at the thought from more than one side.",
    fields: [
      ask("situation", "long_text", "What happened? Just the facts.", { hint: "What a camera would have seen." }),
      ask("thought", "long_text", "What went through your mind?"),
      ask("belief", "scale", "How true did it feel then?", { lowest: "Not true at all", highest: "Completely true" }),
      ask("sleep", "choice", "How did you sleep?", {
        options: [{ option_id: "well", label: "Well" }, { option_id: "little", label: "Very little" }],
      }),
      ask("against", "list", "What speaks against it?", { most_items: 5 }),
    ],
  },
  {
    template_id: "loud",
    version: 2,
    minutes: 8,
    title: "What helps when it gets loud",
    purpose: "One list that belongs to all of us.",
    fields: [
      ask("minute", "long_text", "In the first minute"),
      ask("ten", "long_text", "In the first ten minutes"),
      ask("someone", "text", "Someone or somewhere"),
      ask("friend", "long_text", "What we would tell a friend"),
    ],
  },
];

export function makeWorksheet(changes: Partial<Worksheet> = {}): Worksheet {
  return {
    worksheet_id: "sheet-1",
    template_id: "thought_record",
    template_version: 1,
    mode: "private",
    fields: ["situation", "thought", "belief", "sleep", "against"],
    opened_at: FIXTURE_NOW - 300,
    closed: false,
    ...changes,
  };
}

export const SHARED = makeWorksheet({
  worksheet_id: "sheet-2", template_id: "loud", template_version: 2, mode: "shared", fields: ["minute", "ten", "someone", "friend"],
});

export function makeCopy(seat: SeatId, changes: Partial<Copy> = {}): Copy {
  return { worksheet_id: "sheet-1", seat_id: seat, values: {}, filled: [], shared: {}, ...changes };
}

/** A document in which seats, by their order, wrote into fields. */
export function makeDocument(written: readonly (readonly [order: number, field: string, words: string])[]): Uint8Array {
  const all = new Y.Doc();
  for (const [index, [order, field, words]] of written.entries()) {
    const doc = new Y.Doc();
    doc.clientID = order * 2 ** 32 + index; // never the same twice: Yjs would take another
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(all));
    doc.getText(field).insert(doc.getText(field).length, words);
    Y.applyUpdate(all, Y.encodeStateAsUpdate(doc));
  }
  return Y.encodeStateAsUpdate(all);
}

/** Where somebody's caret is in such a document, as `CursorMoved` carries it. */
export function makePlace(document: Uint8Array, field: string, index: number): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document);
  return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(doc.getText(field), index));
}

/** A session with sheets on the table; the library is told when asked for. */
export function makeSheetSession(state: Partial<SessionState>, changes: Partial<SessionHandle> = {}): FixtureSession {
  const session = makeSessionHandle({ state: makeSession(state), ...changes });
  const request = (name: string, payload: unknown) => {
    session.asked.push({ name, payload });
    return Promise.resolve({ ok: name === "GetTemplates" ? { templates: TEMPLATES } : { worksheet: {} } });
  };
  return Object.assign(session, { request: request as SessionHandle["request"] });
}

export function SheetFixture({ session, language = "en", children }: { session: FixtureSession; language?: Language; children: ReactNode }) {
  return <Fixture session={session} language={language}><WorksheetProvider>{children}</WorksheetProvider></Fixture>;
}
