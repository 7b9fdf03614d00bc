// How many columns the seats stand in. Pure: sizes in, columns out; order is never its business.
// The rule is `look/language.md` 5.2: the largest picture wins, empty places cost, and a good enough grid stays as it is.

/** The content box of the stage and the measures that depend on the screen, all in CSS pixels. */
export interface StageSize {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Height of the name plate under a picture. */
  readonly plate: number;
  /** An upright phone shows three at most, a phone on its side six; otherwise no limit. */
  readonly mostColumns: number;
}

/** How the seats stand. */
export interface SeatGrid {
  readonly columns: number;
  readonly rows: number;
  /** The width of one seat; the grid narrows and is centred when the picture would be wider than 16:9. */
  readonly seatWidth: number;
  /** True when pictures would be too low: rows keep a least height and the stage scrolls. */
  readonly scrolls: boolean;
}

const WIDEST = 16 / 9;
const NARROWEST = 4 / 5;
const COST_OF_AN_EMPTY_PLACE = 0.02;
const GOOD_ENOUGH = 0.85;
const LEAST_PICTURE_HEIGHT = 64;

interface Candidate extends SeatGrid {
  /** The counted area of one picture, after the cost of empty places. */
  readonly worth: number;
}

function candidate(seats: number, columns: number, stage: StageSize): Candidate {
  const rows = Math.ceil(seats / columns);
  const width = (stage.width - (columns - 1) * stage.gap) / columns;
  const height = (stage.height - (rows - 1) * stage.gap) / rows - stage.plate;
  // What lies outside 4:5 … 16:9 is not counted.
  const countedWidth = Math.min(width, Math.max(0, height) * WIDEST);
  const countedHeight = Math.min(Math.max(0, height), width / NARROWEST);
  const empty = columns * rows - seats;
  const scrolls = height < LEAST_PICTURE_HEIGHT;
  return {
    columns,
    rows,
    seatWidth: scrolls ? width : countedWidth,
    scrolls,
    worth: countedWidth * countedHeight * (1 - COST_OF_AN_EMPTY_PLACE * empty),
  };
}

/**
 * The grid for so many seats. `present` is the number of columns on the screen now: it stays while it is good enough,
 * and with `still` it stays whatever it is worth.
 */
export function seatGrid(seats: number, stage: StageSize, present?: number, still = false): SeatGrid {
  const most = Math.max(1, Math.min(seats, stage.mostColumns));
  const candidates = Array.from({ length: most }, (_, index) => candidate(Math.max(1, seats), index + 1, stage));
  let best = candidates[0] ?? candidate(1, 1, stage);
  for (const each of candidates) if (each.worth > best.worth) best = each;
  // On a stage with no height left every grid is worth nothing: use the width there is and scroll.
  if (best.worth === 0) best = candidates[most - 1] ?? best;
  const kept = candidates.find((each) => each.columns === present);
  return kept && (still || kept.worth >= GOOD_ENOUGH * best.worth) ? kept : best;
}

/** The measures of the stage that follow from the window, in CSS pixels; `rem` is the root's font size. */
export function stageMeasures(
  viewport: { width: number; height: number },
  rem: number,
): Pick<StageSize, "gap" | "plate" | "mostColumns"> {
  const low = viewport.height <= 30 * rem && viewport.width >= 36 * rem;
  const phone = viewport.width < 30 * rem;
  if (low) return { gap: rem / 2, plate: 1.75 * rem, mostColumns: 6 };
  if (phone) return { gap: rem / 2, plate: 1.75 * rem, mostColumns: 3 };
  return { gap: 0.75 * rem, plate: 2.25 * rem, mostColumns: Infinity };
}
