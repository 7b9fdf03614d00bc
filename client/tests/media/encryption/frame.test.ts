import { describe, expect, it } from "vitest";
import { clearBytes, decryptFrame, encryptFrame, headerOf } from "../../../src/media/encryption/frame";
import { deriveFrameKey, type Bytes } from "../../../src/media/encryption/sframe";

const bytes = (length: number, first: number): Bytes =>
  Uint8Array.from({ length }, (_, index) => (index === 0 ? first : (index * 37) % 256));
const KEY_FRAME = bytes(900, 0x10); // lowest bit 0
const DELTA_FRAME = bytes(300, 0x11);
const VOICE = bytes(80, 0x78);
const encrypt = async (...of: Parameters<typeof encryptFrame>): Promise<Bytes> => {
  const encrypted = await encryptFrame(...of);
  if (!encrypted) throw new Error("too short");
  return encrypted;
};
const someKey = (keyId = 5) => deriveFrameKey(bytes(32, 1), keyId);

describe("an encrypted frame", () => {
  it.each([
    ["a key frame", "video", KEY_FRAME, 10],
    ["a delta frame", "video", DELTA_FRAME, 3],
    ["a voice", "audio", VOICE, 1],
    ["a picture as short as its head", "video", bytes(3, 0x11), 3],
    ["silence", "audio", bytes(1, 0x78), 1],
  ] as const)("keeps of %s what a forwarder must read, and is itself again at the other end", async (_, media, frame, clear) => {
    const key = await someKey();
    expect(clearBytes(media, frame)).toBe(clear);
    const encrypted = await encrypt(key, 7, media, frame);
    expect(encrypted.slice(0, clear)).toEqual(frame.slice(0, clear));
    if (frame.length > 20) expect(encrypted.slice(clear, frame.length)).not.toEqual(frame.slice(clear));
    expect(headerOf(encrypted)).toMatchObject({ keyId: 5, counter: 7 });
    expect(await decryptFrame(key, media, encrypted)).toEqual(frame);
  });

  it("is no frame any more when anything of it was changed, the clear head too", async () => {
    const key = await someKey();
    const encrypted = await encrypt(key, 7, "video", DELTA_FRAME);
    for (const at of [1, 2, 3, 100, encrypted.length - 20, encrypted.length - 2, encrypted.length - 1]) {
      const changed = encrypted.map((byte, index) => (index === at ? byte ^ 0x40 : byte));
      expect(await decryptFrame(key, "video", changed)).toBeNull();
    }
    expect(await decryptFrame(key, "video", encrypted.slice(0, -5))).toBeNull();
  });

  it("is not read with another key, and what was never encrypted is no frame either", async () => {
    const encrypted = await encrypt(await someKey(), 7, "audio", VOICE);
    expect(await decryptFrame(await someKey(6), "audio", encrypted)).toBeNull();
    for (const frame of [KEY_FRAME, VOICE, bytes(0, 0), bytes(1, 0), bytes(2, 1)])
      expect(await decryptFrame(await someKey(), "video", frame)).toBeNull();
  });

  it("is not made of what is shorter than a frame can be: that is not sent", async () => {
    expect(await encryptFrame(await someKey(), 7, "video", bytes(9, 0x10))).toBeNull();
    expect(await encryptFrame(await someKey(), 7, "audio", bytes(0, 0))).toBeNull();
  });

  it("is never the same twice, though the picture is", async () => {
    const key = await someKey();
    const [one, other] = [await encrypt(key, 1, "video", KEY_FRAME), await encrypt(key, 2, "video", KEY_FRAME)];
    expect(one.slice(10)).not.toEqual(other.slice(10));
  });
});
