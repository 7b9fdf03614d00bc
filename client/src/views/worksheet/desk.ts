// Everything of this session's sheets that lives on this page and not in the session's state: shared documents, words on
// their way, the others' carets. It outlives the panel's tab, so that nothing is lost while the sheet is not in sight.
import type { EventPayloads, SeatId, WorksheetId } from "../../protocol";
import type { SessionHandle } from "../../session_context";
import { Cursors } from "./cursors";
import { PrivateCopy } from "./private_copy";
import { SharedDocument } from "./shared_document";

type Ask = SessionHandle["ask"];

export class Desk {
  readonly me: SeatId;
  readonly #order: number;
  #ask: Ask;
  readonly #documents = new Map<WorksheetId, SharedDocument>();
  readonly #copies = new Map<WorksheetId, PrivateCopy>();
  readonly #cursors = new Map<WorksheetId, Cursors>();

  constructor(me: SeatId, order: number, ask: Ask) {
    this.me = me;
    this.#order = order;
    this.#ask = ask;
  }

  askThrough(ask: Ask): void {
    this.#ask = ask;
  }

  document(worksheet_id: WorksheetId): SharedDocument {
    return take(this.#documents, worksheet_id, () =>
      new SharedDocument(this.#order, (update) => this.#ask("EditDocument", { worksheet_id, update })));
  }

  copy(worksheet_id: WorksheetId): PrivateCopy {
    return take(this.#copies, worksheet_id, () =>
      new PrivateCopy((field, value) => this.#ask("WriteField", { worksheet_id, field, value })));
  }

  cursors(worksheet_id: WorksheetId): Cursors {
    return take(this.#cursors, worksheet_id, () => new Cursors());
  }

  /** After every snapshot: take its documents, and send again what they lack. */
  mend(documents: SessionHandle["documents"]): void {
    for (const [worksheet, document] of Object.entries(documents)) this.document(worksheet).mend(document);
    for (const copy of this.#copies.values()) void copy.flush();
  }

  receiveEdit({ worksheet_id, update }: EventPayloads["DocumentEdited"]): void {
    this.document(worksheet_id).receive(update);
  }

  receiveCursor(moved: EventPayloads["CursorMoved"]): void {
    if (moved.seat_id !== this.me) this.cursors(moved.worksheet_id).receive(moved);
  }
}

function take<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
