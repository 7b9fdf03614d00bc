import { expect, test } from "vitest";
import { readFault } from "../../src/media/device_access";
import { sortDevices } from "../../src/media/device_list";
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

test("silence has no level, a shout has the full one, speech lies between", () => {
  const tone = (amplitude: number) =>
    Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));
  expect(levelOf(tone(0))).toBe(0);
  expect(levelOf(tone(1))).toBe(1);
  expect(levelOf(tone(0.03))).toBeGreaterThan(0.3);
  expect(levelOf(tone(0.03))).toBeLessThan(0.8);
});
