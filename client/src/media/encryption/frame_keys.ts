// The keys that frames are encrypted and decrypted with. Lives in the worker; pure, but for WebCrypto.
import { generationOf, readKeyId } from "./key_ids";
import { deriveFrameKey, ratchet, type Bytes, type FrameKey } from "./sframe";

/** Of each sender, so that frames on their way at a change of keys can still be read. */
const GENERATIONS_KEPT = 2;

/** The own key, with a counter that goes through all own frames, whatever they carry: no nonce comes twice. */
export class SendingKey {
  readonly frameKey: FrameKey;
  #counter = 0;

  private constructor(frameKey: FrameKey) {
    this.frameKey = frameKey;
  }

  static async from(keyId: number, baseKey: Bytes): Promise<SendingKey> {
    return new SendingKey(await deriveFrameKey(baseKey, keyId));
  }

  /** The next number, given once. */
  count(): number {
    return this.#counter++;
  }
}

/** One random key of a sender, and what was derived of it by step. */
interface Generation {
  number: number;
  firstStep: number;
  baseKeys: Promise<Bytes>[];
  frameKeys: Map<number, Promise<FrameKey>>;
}

/** Everybody else's keys. A sender who ratchets forward is followed without being told. */
export class ReceivingKeys {
  readonly #bySender = new Map<number, Generation[]>();

  /** A key that its sender has given this device. */
  add(keyId: number, baseKey: Bytes): void {
    const { order, step } = readKeyId(keyId);
    const number = generationOf(keyId);
    const known = (this.#bySender.get(order) ?? []).filter((generation) => generation.number !== number);
    const added = { number, firstStep: step, baseKeys: [Promise.resolve(baseKey)], frameKeys: new Map() };
    this.#bySender.set(order, [added, ...known].slice(0, GENERATIONS_KEPT));
  }

  /** Nothing of this sender is read from now on. */
  forget(order: number): void {
    this.#bySender.delete(order);
  }

  /** The key with this id; null when its sender has not given it. */
  async find(keyId: number): Promise<FrameKey | null> {
    const { order, step } = readKeyId(keyId);
    const generation = this.#bySender.get(order)?.find(({ number }) => number === generationOf(keyId));
    if (!generation || step < generation.firstStep) return null;
    const known = generation.frameKeys.get(step) ?? derive(generation, step, keyId);
    generation.frameKeys.set(step, known);
    return known;
  }
}

async function derive(generation: Generation, step: number, keyId: number): Promise<FrameKey> {
  const { baseKeys, firstStep } = generation;
  for (let last = baseKeys.at(-1); baseKeys.length <= step - firstStep; last = baseKeys.at(-1))
    if (last) baseKeys.push(last.then(ratchet));
  const baseKey = await baseKeys[step - firstStep];
  if (!baseKey) throw new RangeError("a step before the first");
  return deriveFrameKey(baseKey, keyId);
}
