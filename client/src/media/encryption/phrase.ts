// The words by which people find out whether somebody listens in between: six words that come of the public keys of all
// devices in the room. Who puts a device of their own between two people gives these two different words. Pure.
import { join, type Bytes } from "./sframe";

/** A device and the place in the circle where it sits. */
export interface SeatedDevice {
  order: number;
  publicKey: Bytes;
}

export const WORDS_IN_PHRASE = 6;
const BITS_PER_WORD = 10;
export const WORDS_IN_LIST = 2 ** BITS_PER_WORD;

/**
 * Made slow on purpose. An attacker must find keys with which both sides see the same words, while people join; 60 bits
 * of words ask for about 2³⁰ tries (the birthday bound), and each costs as much as this.
 */
const ROUNDS = 1_000_000;

/** Where in the lists the words of a phrase stand. The same on every device that sees the same devices. */
export async function phraseOf(devices: readonly SeatedDevice[], rounds = ROUNDS): Promise<number[]> {
  const inOrder = [...devices].sort((one, other) => one.order - other.order);
  const parts = inOrder.map(({ order, publicKey }) => join(bytesOf(order), publicKey));
  const material = await crypto.subtle.importKey("raw", join(...parts), "PBKDF2", false, ["deriveBits"]);
  const salt = new TextEncoder().encode("Hearth phrase 1");
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const bits = new DataView(await crypto.subtle.deriveBits(derivation, material, WORDS_IN_PHRASE * 16));
  return Array.from({ length: WORDS_IN_PHRASE }, (_, word) => bits.getUint16(word * 2) % WORDS_IN_LIST);
}

function bytesOf(order: number): Bytes {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setUint32(0, order);
  return new Uint8Array(bytes.buffer);
}
