import { expect, test } from "vitest";
import { readEnd, readFault } from "../../src/media/device_access";
import { isSpeakerGone, sortDevices } from "../../src/media/device_list";
import { levelOf } from "../../src/media/level";

const named = (name: string, message = "") => Object.assign(new Error(message), { name });

test.each([
  [named("NotAllowedError", "Permission denied"), "refused"],
  [named("NotAllowedError", "Permission denied by system"), "refused_by_system"],
  [named("NotFoundError"), "missing"],
  [named("OverconstrainedError"), "missing"],
  [named("NotReadableError", "Could not start video source"), "busy"],
  [named("AbortError"), "busy"],
  [named("TypeError"), "unsupported"],
  [named("Surprise"), "unknown"],
  ["text", "unknown"],
])("%s means %s", (error, fault) => {
  expect(readFault(error)).toBe(fault);
});

test("devices are sorted by kind; those without an id are not offered", () => {
  const info = (kind: MediaDeviceKind, deviceId: string) => ({ kind, deviceId, label: deviceId });
  expect(sortDevices([info("audioinput", "a"), info("videoinput", ""), info("audiooutput", "s")])).toEqual({
    microphone: [{ id: "a", label: "a" }],
    camera: [],
    speaker: [{ id: "s", label: "s" }],
  });
});

test("an open device that ended was unplugged, unless it is still there or the browser tells no names any more", () => {
  const present = [
    { deviceId: "default", groupId: "laptop" },
    { deviceId: "a", groupId: "laptop" },
  ];
  expect(readEnd(present, "headset")).toBe("unplugged");
  expect(readEnd(present, "laptop")).toBe("refused");
  expect(readEnd([{ deviceId: "", groupId: "" }], "laptop")).toBe("refused");
  expect(readEnd([], "laptop")).toBe("unplugged");
});

test("the speaker in use is gone when its group is, also behind the name of the default", () => {
  const output = (deviceId: string, groupId: string) => ({ kind: "audiooutput" as const, deviceId, groupId });
  const worn = [output("default", "headphones"), output("h", "headphones"), output("l", "laptop")];
  const left = [output("default", "laptop"), output("l", "laptop")];
  expect(isSpeakerGone(worn, left, null)).toBe(true);
  expect(isSpeakerGone(worn, left, "h")).toBe(true);
  expect(isSpeakerGone(worn, left, "l")).toBe(false);
  expect(isSpeakerGone(left, worn, null)).toBe(false); // headphones were put on
  expect(isSpeakerGone(worn, [output("", "")], null)).toBe(false);
  expect(isSpeakerGone([], left, null)).toBe(false);
});

test("silence has no level, a shout has the full one, speech lies between", () => {
  const tone = (amplitude: number) =>
    Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));
  expect(levelOf(tone(0))).toBe(0);
  expect(levelOf(tone(1))).toBe(1);
  expect(levelOf(tone(0.03))).toBeGreaterThan(0.3);
  expect(levelOf(tone(0.03))).toBeLessThan(0.8);
});
