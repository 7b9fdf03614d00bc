import { expect, test } from "vitest";
import { waitBefore } from "../src/retry";

test("the first try is at once, later ones wait longer and longer, up to seven seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => waitBefore(attempt, 0))).toEqual([0, 300, 1000, 2000, 4000, 7000, 7000, 7000]);
});

test("chance only ever adds to the wait, by less than a third", () => {
  expect(waitBefore(4, 1)).toBeCloseTo(2600);
});
