import { expect, test } from "vitest";
import { PictureHold, pictureTotals } from "../../src/media/picture_hold";

const ROUND_TRIP_MS = 100;

function totals(packets: number, asked: number, roundTripMs: number | null = ROUND_TRIP_MS) {
  return { packets, asked, roundTripMs };
}

test("a link that loses nothing, or seldom, leaves the browser its way", () => {
  const hold = new PictureHold();
  expect(hold.read(totals(0, 0), 0)).toBeNull();
  expect(hold.read(totals(100, 2), 1000)).toBeNull();
  expect(hold.read(totals(1100, 6), 2000)).toBeNull();
});

test("losses hold pictures long enough to be mended, and for some time after the last", () => {
  const hold = new PictureHold();
  hold.read(totals(0, 0), 0);
  expect(hold.read(totals(100, 5), 1000)).toBe(250);
  expect(hold.read(totals(200, 5), 20_000)).toBe(250);
  expect(hold.read(totals(300, 5), 21_001)).toBeNull();
});

test("a small picture has so few packets that its losses are counted over some seconds", () => {
  const hold = new PictureHold();
  const held = Array.from({ length: 20 }, (_, look) => hold.read(totals(10 * look, Math.floor(look / 3)), 500 * look));
  expect(held.slice(0, 9)).toEqual(Array(9).fill(null));
  expect(held.slice(9)).toEqual(Array(11).fill(250));
  const seldom = new PictureHold();
  const unheld = Array.from({ length: 400 }, (_, look) => seldom.read(totals(10 * look, Math.floor(look / 20)), 500 * look));
  expect(new Set(unheld)).toEqual(new Set([null]));
});

test("a long way holds longer, to a limit, and what is held does not shrink meanwhile", () => {
  const hold = new PictureHold();
  expect(hold.read(totals(100, 5, 150), 0)).toBe(325);
  expect(hold.read(totals(200, 10, 400), 1000)).toBe(350);
  expect(hold.read(totals(300, 15, 20), 2000)).toBe(350);
  expect(new PictureHold().read(totals(100, 5, null), 0)).toBe(250);
});

test("totals are those of pictures, and of the way in use", () => {
  const report = new Map([
    ["a", { type: "inbound-rtp", kind: "video", packetsReceived: 10, nackCount: 1 }],
    ["b", { type: "inbound-rtp", kind: "video", packetsReceived: 20, nackCount: 2 }],
    ["c", { type: "inbound-rtp", kind: "audio", packetsReceived: 99, nackCount: 9 }],
    ["d", { type: "candidate-pair", nominated: false, currentRoundTripTime: 5 }],
    ["e", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.25 }],
  ]) as unknown as RTCStatsReport;
  expect(pictureTotals(report)).toEqual({ packets: 30, asked: 3, roundTripMs: 250 });
});
