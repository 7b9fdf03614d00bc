// What lies under a shared text area, letter upon letter: whose words these are, what others have selected, their carets.
import type { Caret } from "./cursors";
import type { AuthorRun } from "./shared_document";

export interface Piece {
  text: string;
  /** The author's `order`. */
  order: number;
  /** Whose selection lies over it. */
  selected: Caret | null;
  /** Carets that stand before it. */
  carets: Caret[];
}

/** Cuts the text wherever something begins or ends. The last piece may be empty: carets at the end stand before it. */
export function pieces(runs: readonly AuthorRun[], carets: readonly Caret[]): Piece[] {
  const length = runs.reduce((sum, run) => sum + run.text.length, 0);
  const cuts = new Set(carets.flatMap(({ anchor, head }) => [anchor, head]).filter((at) => at > 0 && at < length));
  const found: Piece[] = [];
  let start = 0;
  for (const run of runs) {
    let from = 0;
    for (let to = 1; to <= run.text.length; to += 1) {
      if (to < run.text.length && !cuts.has(start + to)) continue;
      found.push(piece(run.text.slice(from, to), run.order, start + from, carets));
      from = to;
    }
    start += run.text.length;
  }
  found.push(piece("", -1, length, carets));
  return found;
}

function piece(text: string, order: number, at: number, carets: readonly Caret[]): Piece {
  const covers = ({ anchor, head }: Caret) =>
    Math.min(anchor, head) <= at && at + text.length <= Math.max(anchor, head) && text !== "";
  return {
    text,
    order,
    selected: carets.find(covers) ?? null,
    carets: carets.filter(({ head }) => head === at),
  };
}

const WHO_COLOURS = 6;

/** The class with a person's colour (`--c`), the same wherever the person shows on a sheet. */
export function whoClass(order: number): string {
  return `who-${(order % WHO_COLOURS) + 1}`;
}
