import { expect, test } from "vitest";
import type { SlotPointing } from "../../src/protocol";
import { isFromNow, point, slotOf, trackKey } from "../../src/media/slots";

const p0 = (seat: string | null, from: number | null = null): SlotPointing => ({
  slot: "p0",
  mid: "16",
  seat_id: seat,
  source: seat === null ? null : "camera",
  rtp_timestamp: from,
});

test("a notice changes only the slots that it names", () => {
  const first = point(new Map(), [p0("ana"), { ...p0("ben"), slot: "p1", mid: "17" }]);
  const second = point(first, [p0("cleo", 900)]);
  expect(slotOf(second, trackKey("ben", "camera"))?.mid).toBe("17");
  expect(slotOf(second, trackKey("cleo", "camera"))).toMatchObject({ slot: "p0", from: 900 });
  expect(slotOf(second, trackKey("ana", "camera"))).toBeNull();
});

test("an emptied slot carries nobody, and the table before stays as it was", () => {
  const first = point(new Map(), [p0("ana")]);
  expect(slotOf(point(first, [p0(null)]), trackKey("ana", "camera"))).toBeNull();
  expect(slotOf(first, trackKey("ana", "camera"))).not.toBeNull();
});

test("camera and screen of one seat are two tracks", () => {
  expect(slotOf(point(new Map(), [p0("ana")]), trackKey("ana", "screen"))).toBeNull();
});

test.each([
  [1000, 1000, true],
  [999, 1000, false],
  [5, 2 ** 32 - 100, true], // wrapped
  [2 ** 32 - 100, 5, false], // still from before the wrap
  [undefined, 1000, true], // the browser does not tell: at once
  [7, null, true],
])("frame %s of a picture that begins at %s is of now: %s", (frame, from, expected) => {
  expect(isFromNow(frame, from)).toBe(expected);
});
