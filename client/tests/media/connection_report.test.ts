import { expect, test } from "vitest";
import { connectionReport, maskedAddress } from "../../src/media/connection_report";

const stats = (entries: object[]) =>
  new Map(entries.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;

const parts = {
  about: ["This file tells how your connection works."],
  madeAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  browser: "Browser/1.0",
  signalling: "connected",
  mediaConnected: true,
  soundOnly: false,
  quality: "weak",
};

test("the report begins by saying what it is, and holds the figures that help", () => {
  const report = connectionReport({
    ...parts,
    stats: stats([
      { type: "inbound-rtp", mid: "16", packetsReceived: 300, packetsLost: 9, freezeCount: 2, trackIdentifier: "secret" },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2 },
    ]),
  });
  expect(Object.keys(report)[0]).toBe("about");
  expect(report.made_at).toBe("2026-01-02T03:04:05.000Z");
  expect(report.state.quality).toBe("weak");
  expect(report.statistics).toEqual([
    { type: "inbound-rtp", mid: "16", packetsReceived: 300, packetsLost: 9, freezeCount: 2 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2 },
  ]);
});

test("what is not listed stays out: labels, identifiers, credentials, whole kinds of statistics", () => {
  const report = connectionReport({
    ...parts,
    stats: stats([
      { type: "media-source", trackIdentifier: "Ana's headset", kind: "audio" },
      { type: "certificate", fingerprint: "AA:BB" },
      { type: "local-candidate", candidateType: "host", address: "192.168.7.23", port: 5004, usernameFragment: "u5er", url: "turn:r" },
      { type: "remote-candidate", candidateType: "host", address: "5b0e-a-name.local", ip: "203.0.113.9" },
      { type: "inbound-rtp", mid: "17", packetsReceived: 0 },
    ]),
  });
  const text = JSON.stringify(report);
  for (const secret of ["Ana", "AA:BB", "7.23", "5004", "u5er", "turn:r", "a-name", "203.0", '"17"'])
    expect(text).not.toContain(secret);
  expect(report.statistics).toEqual([
    { type: "local-candidate", candidateType: "host", address: "192.168.*.*" },
    { type: "remote-candidate", candidateType: "host", address: "*" },
  ]);
});

test("addresses lose the parts that would find somebody", () => {
  expect(maskedAddress("198.51.100.7")).toBe("198.51.*.*");
  expect(maskedAddress("2001:db8:85a3::8a2e:370:7334")).toBe("2001:db8:*");
  expect(maskedAddress("::1")).toBe("::*");
  expect(maskedAddress("host.example.org")).toBe("*");
});

test("without media there is still a report", () => {
  expect(connectionReport({ ...parts, mediaConnected: false, stats: null }).statistics).toEqual([]);
});
