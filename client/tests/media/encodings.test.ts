import { expect, test } from "vitest";
import { layersFor, withLayers } from "../../src/media/encodings";

const scales = (height: number | null) => layersFor(height, ["l", "m", "h"]).map(({ scale }) => scale);

test("a large capture is sent in quarter, half and full size", () => {
  expect(scales(720)).toEqual([4, 2, 1]);
  expect(scales(540)).toEqual([4, 2, 1]);
  expect(scales(null)).toEqual([4, 2, 1]);
});

test("of a small capture, whose last layers browsers leave out, an early layer has the full size", () => {
  expect(scales(480)).toEqual([2, 1, 1]);
  expect(scales(240)).toEqual([1, 1, 1]);
});

test("only wanted layers are sent, and the rest of the parameters stays", () => {
  const before = [{ rid: "l", priority: "high" }, { rid: "m" }, { rid: "h" }] as RTCRtpEncodingParameters[];
  const after = withLayers(before, layersFor(720, ["l"]));
  expect(after.map(({ active }) => active)).toEqual([true, false, false]);
  expect(after[0]).toMatchObject({
    rid: "l",
    priority: "high",
    scaleResolutionDownBy: 4,
    maxBitrate: 150_000,
  });
});
