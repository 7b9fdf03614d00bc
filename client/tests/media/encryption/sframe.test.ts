import { describe, expect, it } from "vitest";
import { deriveFrameKey, open, ratchet, readHeader, seal, writeHeader, type Bytes } from "../../../src/media/encryption/sframe";

const hex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const text = (bytes: Bytes): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// RFC 9605, appendix C.3, for AES_256_GCM_SHA512_128.
const VECTOR = {
  keyId: 0x123,
  counter: 0x4567,
  baseKey: hex("000102030405060708090a0b0c0d0e0f"),
  salt: "84991c167b8cd23c93708ec7",
  header: hex("9901234567"),
  metadata: hex("4945544620534672616d65205747"),
  plain: hex("64726166742d696574662d736672616d652d656e63"),
  sealed: "94f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279",
};

describe("SFrame", () => {
  it("derives and seals as the vectors of RFC 9605 say", async () => {
    const key = await deriveFrameKey(VECTOR.baseKey, VECTOR.keyId);
    expect(text(key.salt)).toBe(VECTOR.salt);
    const header = writeHeader(VECTOR.keyId, VECTOR.counter);
    expect(text(header)).toBe(text(VECTOR.header));
    const sealed = await seal(key, VECTOR.counter, header, VECTOR.metadata, VECTOR.plain);
    expect(text(sealed)).toBe(VECTOR.sealed);
    const opened = await open(key, VECTOR.counter, header, VECTOR.metadata, sealed);
    expect(text(opened ?? hex(""))).toBe(text(VECTOR.plain));
  });

  // From appendix C.1 of RFC 9605.
  it.each([
    [0, 0, "00"], [0, 255, "08ff"], [0, 256, "090100"], [0, 2 ** 32, "0c0100000000"], [255, 0, "80ff"], [255, 255, "88ffff"],
    [255, 65_536, "8aff010000"], [256, 0, "900100"], [256, 256, "9901000100"], [65_535, 255, "98ffffff"],
    [65_535, 2 ** 32, "9cffff0100000000"], [2 ** 32, 0, "c00100000000"], [2 ** 32, 2 ** 32, "cc01000000000100000000"],
  ])("writes key id %d and counter %d as %s, and reads them", (keyId, counter, encoded) => {
    expect(text(writeHeader(keyId, counter))).toBe(encoded);
    expect(readHeader(hex(encoded + "00ff"))).toEqual({ keyId, counter, length: encoded.length / 2 });
  });

  it("reads no header from too few bytes, nor one of numbers that JavaScript cannot count", () => {
    expect(readHeader(hex(""))).toBeNull();
    expect(readHeader(hex("990123"))).toBeNull();
    expect(readHeader(hex("0fffffffffffffffff"))).toBeNull();
  });

  it("opens nothing of which one bit is another", async () => {
    const key = await deriveFrameKey(VECTOR.baseKey, VECTOR.keyId);
    const sealed = hex(VECTOR.sealed);
    const changed = (bytes: Bytes) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    const { counter, header, metadata } = VECTOR;
    expect(await open(key, counter, header, metadata, changed(sealed))).toBeNull();
    expect(await open(key, counter, changed(header), metadata, sealed)).toBeNull();
    expect(await open(key, counter, header, changed(metadata), sealed)).toBeNull();
    expect(await open(key, counter + 1, header, metadata, sealed)).toBeNull();
    const next = await deriveFrameKey(await ratchet(VECTOR.baseKey), VECTOR.keyId);
    expect(await open(next, counter, header, metadata, sealed)).toBeNull();
  });
});
