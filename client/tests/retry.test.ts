import { expect, test } from "vitest";
import { waitBefore } from "../src/retry";

test("the first try is at once, later ones wait longer and longer, up to seven seconds", () => {
  expect([1, 2, 3, 4, 7, 8, 10, 11, 50].map((attempt) => waitBefore(attempt, 0))).toEqual([
    0, 300, 700, 1000, 1000, 2000, 4000, 7000, 7000,
  ]);
});

test("a server that is back after five seconds is found within two more, whatever chance adds", () => {
  let at = 0;
  for (let attempt = 1; at < 5000; attempt++) at += waitBefore(attempt, 1);
  expect(at).toBeLessThan(7000);
});

test("chance only ever adds to the wait, by less than a third", () => {
  expect(waitBefore(4, 1)).toBeCloseTo(1300);
});
