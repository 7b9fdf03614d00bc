import { expect, test } from "vitest";
import { StallWatch } from "../../src/media/stall";

test("media that stands still while it should come is stalled after two and a half seconds, told once", () => {
  const watch = new StallWatch();
  const verdicts = [0, 1000, 2000, 3000, 4000, 5000].map((at) =>
    watch.read({ at, bytesReceived: 100, expected: true }),
  );
  expect(verdicts).toEqual([false, false, false, true, false, false]);
});

test("it is told again when the new way stalls, too", () => {
  const watch = new StallWatch();
  for (const at of [0, 3000]) watch.read({ at, bytesReceived: 100, expected: true });
  expect(watch.read({ at: 11_500, bytesReceived: 100, expected: true })).toBe(true);
});

test("silence that nobody breaks is no stall", () => {
  const watch = new StallWatch();
  for (const at of [0, 4000, 8000])
    expect(watch.read({ at, bytesReceived: 100, expected: false })).toBe(false);
});

test("a trickle is no stall", () => {
  const watch = new StallWatch();
  for (const at of [0, 2000, 4000, 6000])
    expect(watch.read({ at, bytesReceived: at, expected: true })).toBe(false);
});
