// The grid against the table of `look/language.md` 5.2: content boxes of the stage as the room leaves them on each screen.
import { describe, expect, it } from "vitest";
import { seatGrid, stageMeasures, type StageSize } from "../../src/views/room/stage/seat_grid";

const COUNTS = [2, 3, 4, 6, 8, 9, 10, 12, 14];

function stage(screen: [number, number], box: [number, number], rem = 16): StageSize {
  return { width: box[0], height: box[1], ...stageMeasures({ width: screen[0], height: screen[1] }, rem) };
}

/** `↕` marks a stage that scrolls. */
const TABLE: [string, StageSize, string][] = [
  ["a 320 × 640 phone", stage([320, 640], [296, 300]), "2×1 2×2 2×2 3×2 3×3 3×3 3×4↕ 3×4↕ 3×5↕"],
  ["a 390 × 844 phone", stage([390, 844], [366, 454]), "1×2 2×2 2×2 2×3 3×3 3×3 3×4 3×4 3×5↕"],
  ["a phone on its side", stage([844, 390], [820, 270]), "2×1 3×1 4×1 6×1 4×2 5×2 5×2 6×2 5×3↕"],
  ["a tablet", stage([820, 1180], [788, 830]), "1×2 2×2 2×2 2×3 3×3 3×3 4×3 4×3 4×4"],
  ["1024 × 768, panel open", stage([1024, 768], [624, 518]), "2×1 2×2 2×2 3×2 4×2 3×3 4×3 4×3 5×3"],
  ["1440 × 900, panel open", stage([1440, 900], [1003, 620]), "2×1 3×1 2×2 3×2 4×2 3×3 5×2 4×3 5×3"],
  ["1440 × 900, panel closed", stage([1440, 900], [1392, 670]), "2×1 3×1 2×2 3×2 4×2 5×2 5×2 6×2 5×3"],
  ["1920 × 1080, panel open", stage([1920, 1080], [1348, 740], 18), "2×1 3×1 2×2 3×2 4×2 5×2 5×2 4×3 5×3"],
  ["3840 × 2160, panel open", stage([3840, 2160], [3048, 1755], 24), "2×1 3×1 2×2 3×2 4×2 3×3 5×2 4×3 5×3"],
];

function words(seats: number, size: StageSize): string {
  const grid = seatGrid(seats, size);
  return `${grid.columns}×${grid.rows}${grid.scrolls ? "↕" : ""}`;
}

describe("the seat grid", () => {
  it.each(TABLE)("on %s has the columns of the design's table", (_, size, row) => {
    expect(COUNTS.map((seats) => words(seats, size)).join(" ")).toBe(row);
  });

  it("keeps its columns when the panel opens, as long as the picture stays at least 85 % of the best", () => {
    const closed = stage([1440, 900], [1392, 670]);
    const open = stage([1440, 900], [1003, 670]);
    expect(seatGrid(3, closed).columns).toBe(3);
    expect(seatGrid(3, open).columns).toBe(2);
    expect(seatGrid(3, open, 3).columns).toBe(3);
    expect(seatGrid(9, open, 5).columns).toBe(3);
  });

  it("stays whatever it is worth while nothing calls for a new one", () => {
    expect(seatGrid(9, stage([1440, 900], [1003, 670]), 5, true).columns).toBe(5);
  });

  it("gives up its columns when the picture would be much smaller than it could be", () => {
    expect(seatGrid(9, stage([390, 844], [366, 454]), 1).columns).toBe(3);
  });

  it("narrows the seats rather than show a picture wider than 16:9", () => {
    const grid = seatGrid(1, stage([1440, 900], [1392, 400]));
    expect(grid.seatWidth).toBeCloseTo(((400 - 36) * 16) / 9);
  });

  it("stands on any stage, even one without height", () => {
    expect(seatGrid(5, { width: 300, height: 0, gap: 8, plate: 28, mostColumns: 3 })).toMatchObject({
      columns: 3,
      scrolls: true,
    });
    expect(seatGrid(0, stage([390, 844], [366, 454])).columns).toBe(1);
  });
});
