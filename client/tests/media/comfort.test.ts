// @vitest-environment jsdom
import { expect, test } from "vitest";
import { savingData } from "../../src/media/data_saver";
import { Pace } from "../../src/media/effects/pace";
import { RecentSpeakers } from "../../src/media/recent_speakers";
import { askForOriginalSound } from "../../src/media/sdp";
import { Volumes } from "../../src/media/volumes";
import { forReading } from "../../src/media/encodings";

const camera = (seat_id: string) => ({ seat_id, source: "camera" as const, width: 640, height: 360 });

test("saving data asks for four small cameras, of those who spoke last, and for the whole screen", () => {
  const screen = { seat_id: "a", source: "screen" as const, width: 1600, height: 900 };
  const shown = ["a", "b", "c", "d", "e", "f"].map(camera);
  const wanted = savingData([...shown, screen], ["f", "c"]);
  expect(wanted[0]).toEqual(screen);
  expect(wanted.slice(1)).toEqual(
    ["f", "c", "a", "b"].map((seat_id) => ({ ...camera(seat_id), width: 320, height: 180 })),
  );
});

test("who spoke last comes first, and those who speak together keep their order", () => {
  const recent = new RecentSpeakers();
  recent.note(["a", "b"]);
  recent.note([]);
  recent.note(["c", "b"]);
  expect(recent.all).toEqual(["c", "b", "a"]);
});

test("the original sound is asked of the microphone's line alone", () => {
  const answer = ["v=0", "m=audio 9", "a=fmtp:111 usedtx=1", "a=recvonly", "m=audio 9", "a=fmtp:111 usedtx=1", "a=recvonly", ""].join("\r\n");
  const [, microphone, screenSound] = askForOriginalSound(answer).split("m=audio");
  expect(microphone).toContain("usedtx=0;maxaveragebitrate=128000");
  expect(screenSound).toContain("usedtx=1");
});

test("a slow device rests as long as it works; a hopeless one is told so only after a while", () => {
  const pace = new Pace(66);
  expect(pace.after(10)).toBe(56);
  expect(pace.after(200)).toBe(200);
  const rests = Array.from({ length: 8 }, () => pace.after(1_500));
  expect(rests.slice(0, 7)).toEqual(Array(7).fill(1_500));
  expect(rests[7]).toBeNull();
});

test("one slow frame among quick ones is a hiccup", () => {
  const pace = new Pace(66);
  for (let frame = 0; frame < 40; frame++) expect(pace.after(frame % 4 === 0 ? 1_500 : 20)).not.toBeNull();
});

test("how loud somebody is outlives a reload", () => {
  new Volumes().set("seat-theo", 30);
  expect(new Volumes().of("seat-theo")).toBe(30);
  new Volumes().set("seat-theo", 100);
  expect(new Volumes().of("seat-theo")).toBe(100);
  expect(sessionStorage.getItem("hearth.volumes")).toBe("[]");
});

test("a shared screen keeps its size in both layers, gives up movement, and is sent as it is watched", () => {
  const encodings = [{ rid: "l" }, { rid: "h", active: false }];
  const before = { encodings, transactionId: "1" } as unknown as RTCRtpSendParameters;
  expect(forReading(before, ["h"])).toMatchObject({
    transactionId: "1",
    degradationPreference: "maintain-resolution",
    encodings: [
      { rid: "l", active: false, scaleResolutionDownBy: 1, maxBitrate: 250_000, maxFramerate: 5 },
      { rid: "h", active: true, scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 15 },
    ],
  });
  expect(forReading(before, ["l"]).encodings.map(({ active }) => active)).toEqual([true, false]);
});
