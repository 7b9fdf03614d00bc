// Where the others are writing on one shared sheet. Positions are Yjs's relative ones, so they stay beside their words.
import * as Y from "yjs";
import type { EventPayloads, FieldId, SeatId } from "../../protocol";

export interface Caret {
  seat: SeatId;
  /** UTF-16 units; equal when nothing is selected. */
  anchor: number;
  head: number;
  /** Counts this person's moves: a new number shows the name again. */
  move: number;
}

interface Kept extends Omit<EventPayloads["CursorMoved"], "worksheet_id"> {
  move: number;
}

export class Cursors {
  readonly #kept = new Map<SeatId, Kept>();
  readonly #listeners = new Set<() => void>();
  #moves = 0;

  receive({ seat_id, field, anchor, head }: EventPayloads["CursorMoved"]): void {
    this.#moves += 1;
    if (field === null) this.#kept.delete(seat_id);
    else this.#kept.set(seat_id, { seat_id, field, anchor, head, move: this.#moves });
    for (const listener of this.#listeners) listener();
  }

  /** Who has a caret somewhere on the sheet, the latest first. */
  writing(): SeatId[] {
    return [...this.#kept.values()].sort((a, b) => b.move - a.move).map(({ seat_id }) => seat_id);
  }

  in(field: FieldId, doc: Y.Doc): Caret[] {
    const carets: Caret[] = [];
    for (const kept of this.#kept.values()) {
      if (kept.field !== field) continue;
      const anchor = placeOf(kept.anchor, field, doc);
      const head = placeOf(kept.head, field, doc);
      if (anchor !== null && head !== null) carets.push({ seat: kept.seat_id, anchor, head, move: kept.move });
    }
    return carets;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  version = (): number => this.#moves;
}

export function encodePlace(text: Y.Text, index: number): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index));
}

/** The position now, or null if it is not one, or of a text that has not come yet. The bytes are another person's: any bytes. */
function placeOf(encoded: Uint8Array, field: FieldId, doc: Y.Doc): number | null {
  try {
    const place = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(encoded), doc);
    return place?.type === doc.getText(field) ? place.index : null;
  } catch {
    return null;
  }
}
