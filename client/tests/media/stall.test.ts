import { expect, test } from "vitest";
import { StallWatch } from "../../src/media/stall";

/** The verdicts at these times, with these bytes counted. */
function verdicts(watch: StallWatch, readings: [at: number, bytes: number][]): boolean[] {
  return readings.map(([at, bytesReceived]) => watch.read({ at, bytesReceived }));
}

/** Readings twice a second while nothing comes. */
function silence(from: number, to: number, bytes = 100): [number, number][] {
  return Array.from({ length: (to - from) / 500 + 1 }, (_, step) => [from + step * 500, bytes]);
}

test("media that stands still is stalled after two and a half seconds, told once", () => {
  const told = verdicts(new StallWatch(), silence(0, 5_000));
  expect(told.indexOf(true)).toBe(5);
  expect(told.filter(Boolean)).toHaveLength(1);
});

test("it is told again when the new way stalls, too", () => {
  const watch = new StallWatch();
  verdicts(watch, silence(0, 3_000));
  expect(verdicts(watch, silence(3_500, 12_000))).toContain(true);
});

test("a new way that goes silent is told without patience", () => {
  const watch = new StallWatch();
  verdicts(watch, silence(0, 3_000));
  watch.restart(3_200);
  expect(verdicts(watch, silence(3_500, 6_500))).toContain(true);
});

test("a trickle is no stall", () => {
  const watch = new StallWatch();
  expect(
    verdicts(
      watch,
      [0, 2_000, 4_000, 6_000].map((at) => [at, at]),
    ),
  ).not.toContain(true);
});

test("a night's sleep is no silence: what comes after waking decides", () => {
  const watch = new StallWatch();
  verdicts(watch, silence(0, 500));
  expect(verdicts(watch, [[30_000_000, 100]])).toEqual([false]);
  expect(verdicts(watch, [[30_000_500, 200]])).toEqual([false]);
});

test("after a change of network, little more than a second of silence is enough", () => {
  const watch = new StallWatch();
  watch.read({ at: 0, bytesReceived: 100 });
  watch.doubt(0);
  expect(verdicts(watch, silence(500, 1_500))).toEqual([false, false, true]);
});
