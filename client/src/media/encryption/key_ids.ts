// Whose key a frame was encrypted with, as one number (RFC 9605 §5.1): place in the circle, era, step. Pure.
//
//   key id = generation · 2⁴ + step          generation = order of the seat · 2¹² + era
//
// An era is one random key of one sender; a step is how often it was ratcheted forward since.

const STEPS = 2 ** 4;
const ERAS = 2 ** 12;
export const LAST_STEP = STEPS - 1;

export interface KeyId {
  /** The sender's place in the circle: unique in a session, and never given twice. */
  order: number;
  era: number;
  step: number;
}

export function writeKeyId({ order, era, step }: KeyId): number {
  return (order * ERAS + era) * STEPS + step;
}

export function readKeyId(keyId: number): KeyId {
  const generation = generationOf(keyId);
  return { order: Math.floor(generation / ERAS), era: generation % ERAS, step: keyId % STEPS };
}

/** What the key ids of one random key have in common. */
export function generationOf(keyId: number): number {
  return Math.floor(keyId / STEPS);
}

/** A device begins at any era, so that it does not repeat those of the device that sat there before. */
export function anyEra(): number {
  const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
  return random % ERAS;
}

export function nextEra(era: number): number {
  return (era + 1) % ERAS;
}
