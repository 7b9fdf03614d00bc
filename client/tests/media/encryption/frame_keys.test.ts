import { describe, expect, it } from "vitest";
import { decryptFrame, encryptFrame } from "../../../src/media/encryption/frame";
import { ReceivingKeys, SendingKey } from "../../../src/media/encryption/frame_keys";
import { generationOf, LAST_STEP, nextEra, readKeyId, writeKeyId } from "../../../src/media/encryption/key_ids";
import { ratchet, type Bytes } from "../../../src/media/encryption/sframe";

const BASE: Bytes = new Uint8Array(32).fill(9);
const FRAME: Bytes = Uint8Array.from({ length: 60 }, (_, index) => index);

async function reads(keys: ReceivingKeys, sending: SendingKey): Promise<boolean> {
  const key = await keys.find(sending.frameKey.keyId);
  const encrypted = await encryptFrame(sending.frameKey, sending.count(), "audio", FRAME);
  return key !== null && encrypted !== null && (await decryptFrame(key, "audio", encrypted)) !== null;
}

describe("key ids", () => {
  it("say place, era and step, and eras begin again after the last", () => {
    const keyId = writeKeyId({ order: 70_000, era: 4095, step: LAST_STEP });
    expect(readKeyId(keyId)).toEqual({ order: 70_000, era: 4095, step: 15 });
    expect(generationOf(keyId)).toBe(generationOf(writeKeyId({ order: 70_000, era: 4095, step: 0 })));
    expect([nextEra(6), nextEra(4095)]).toEqual([7, 0]);
  });
});

describe("the own key", () => {
  it("counts all frames, so that no number comes twice", async () => {
    const key = await SendingKey.from(16, BASE);
    expect([key.count(), key.count(), key.count()]).toEqual([0, 1, 2]);
  });
});

describe("the others' keys", () => {
  const first = { order: 2, era: 8, step: 3 };
  const firstId = writeKeyId(first);

  it("know nothing that was not given, and nothing of a sender who is gone", async () => {
    const keys = new ReceivingKeys();
    const sending = await SendingKey.from(firstId, BASE);
    expect(await reads(keys, sending)).toBe(false);
    keys.add(firstId, BASE);
    expect(await reads(keys, sending)).toBe(true);
    keys.forget(2);
    expect(await reads(keys, sending)).toBe(false);
  });

  it("follow a sender who ratchets forward, and cannot go back before the step that was given", async () => {
    const keys = new ReceivingKeys();
    keys.add(firstId, BASE);
    let baseKey = BASE;
    for (let step = first.step + 1; step <= LAST_STEP; step++) {
      baseKey = await ratchet(baseKey);
      const keyId = writeKeyId({ ...first, step });
      expect(await reads(keys, await SendingKey.from(keyId, baseKey))).toBe(true);
    }
    expect(await reads(keys, await SendingKey.from(firstId, BASE))).toBe(true); // still on its way
    expect(await keys.find(writeKeyId({ ...first, step: 2 }))).toBeNull();
  });

  it("keep the generation before the newest, and no older one", async () => {
    const keys = new ReceivingKeys();
    const ids = [8, 9, 10].map((era) => writeKeyId({ order: 2, era, step: 0 }));
    for (const keyId of ids) keys.add(keyId, BASE);
    expect(await Promise.all(ids.map(async (keyId) => (await keys.find(keyId)) !== null))).toEqual([false, true, true]);
  });
});
