import { describe, expect, it } from "vitest";
import { makeDevice, readLetter, writeIntroduction, writeKey } from "../../../src/media/encryption/letters";
import type { Bytes } from "../../../src/media/encryption/sframe";
import { LIMITS } from "../../../src/protocol";

const KEY = { keyId: 2 ** 40 + 7, baseKey: new Uint8Array(64).fill(3) };
const changed = (letter: Bytes, at: number) => letter.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe("a letter", () => {
  it("introduces a device by its public key", async () => {
    const [ana, ben] = [await makeDevice(), await makeDevice()];
    const letter = await readLetter(ben, writeIntroduction(ana));
    expect(letter).toEqual({ from: ana.publicKey, key: null, isIntroduction: true });
  });

  it("brings a key to the device that it was written for, and to no other", async () => {
    const [ana, ben, eve] = [await makeDevice(), await makeDevice(), await makeDevice()];
    const sealed = await writeKey(ana, ben.publicKey, KEY);
    expect(sealed.length).toBeLessThanOrEqual(LIMITS.SealedKey);
    expect(await readLetter(ben, sealed)).toEqual({ from: ana.publicKey, key: KEY, isIntroduction: false });
    expect(await readLetter(eve, sealed)).toMatchObject({ key: null, isIntroduction: false });
  });

  it("brings nothing when it was changed on its way, or signed with another's name", async () => {
    const [ana, ben, eve] = [await makeDevice(), await makeDevice(), await makeDevice()];
    const sealed = await writeKey(ana, ben.publicKey, KEY);
    for (const at of [66, 80, 140, sealed.length - 1])
      expect(await readLetter(ben, changed(sealed, at))).toMatchObject({ key: null });
    const renamed = sealed.slice();
    renamed.set(eve.publicKey, 1);
    expect(await readLetter(ben, renamed)).toMatchObject({ from: eve.publicKey, key: null });
  });

  it("is none without a whole public key, or in a version to come", async () => {
    const [ana, ben] = [await makeDevice(), await makeDevice()];
    const introduction = writeIntroduction(ana);
    expect(await readLetter(ben, new Uint8Array(0))).toBeNull();
    expect(await readLetter(ben, introduction.slice(0, 40))).toBeNull();
    expect(await readLetter(ben, changed(introduction, 0))).toBeNull();
  });
});
