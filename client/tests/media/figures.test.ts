import { expect, test } from "vitest";
import { addUp, since } from "../../src/media/figures";

const report = (stats: object[]) =>
  new Map(stats.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;

const lines = [
  { type: "inbound-rtp", mid: "4", packetsReceived: 100, packetsLost: 2 },
  { type: "inbound-rtp", mid: "16", packetsReceived: 300, packetsLost: 1, framesDecoded: 90, freezeCount: 1 },
  { type: "inbound-rtp", mid: "17", packetsReceived: 0, framesDecoded: 0, freezeCount: 6 },
  { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.045, bytesReceived: 5000 },
  { type: "codec" },
];

test("lines add up; freezes of an empty slot do not count", () => {
  expect(addUp(report(lines), new Set(["4", "16"]))).toEqual({
    received: 400,
    lost: 3,
    bytes: 5000,
    decoded: 90,
    freezes: 1,
    roundTripMs: 45,
  });
});

test("only what is new is reported", () => {
  const before = addUp(report(lines.slice(0, 1)), new Set());
  const now = addUp(report(lines), new Set(["16"]));
  expect(since(before, now)).toEqual({
    received_packets: 300,
    lost_packets: 1,
    round_trip_ms: 45,
    decoded_frames: 90,
    freezes: 1,
  });
});

test("counters that fell back are reported as nothing", () => {
  const high = addUp(report(lines), new Set(["16"]));
  const low = addUp(report([]), new Set());
  expect(since(high, low)).toEqual({
    received_packets: 0,
    lost_packets: 0,
    round_trip_ms: null,
    decoded_frames: 0,
    freezes: 0,
  });
});
