// SFrame (RFC 9605) with cipher suite 5, AES_256_GCM_SHA512_128: its header, its key schedule, one frame sealed or
// opened. Pure, but for WebCrypto. Where the parts stand in a frame is `frame.ts`'s business.

/** Bytes as WebCrypto takes them: never over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What seals and opens the frames of one key id (RFC 9605 §4.4.2). */
export interface FrameKey {
  keyId: number;
  key: CryptoKey;
  /** 12 bytes that make nonces of counters. */
  salt: Bytes;
}

export interface FrameHeader {
  keyId: number;
  counter: number;
  /** Of the header itself, in bytes. */
  length: number;
}

const SUITE = 5;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HASH_BYTES = 64;

/** The key of one key id, from the sender's base key. */
export async function deriveFrameKey(baseKey: Bytes, keyId: number): Promise<FrameKey> {
  const [raw, salt] = await Promise.all([
    expand(baseKey, label("SFrame 1.0 Secret key ", keyId), KEY_BYTES),
    expand(baseKey, label("SFrame 1.0 Secret salt ", keyId), NONCE_BYTES),
  ]);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { keyId, key, salt };
}

/** The next base key (RFC 9605 §5.1): whoever has only this one cannot go back. */
export function ratchet(baseKey: Bytes): Promise<Bytes> {
  return expand(baseKey, new TextEncoder().encode("SFrame 1.0 Ratchet"), HASH_BYTES);
}

/** The ciphertext with its 16 bytes of tag. A counter must never come twice under one key. */
export async function seal(
  { key, salt }: FrameKey,
  counter: number,
  header: Bytes,
  metadata: Bytes,
  plain: Bytes,
): Promise<Bytes> {
  const sealing = { name: "AES-GCM", iv: nonce(salt, counter), additionalData: join(header, metadata) };
  return new Uint8Array(await crypto.subtle.encrypt(sealing, key, plain));
}

/** What was sealed, or null when a single bit of it, its header or its metadata is another. */
export async function open(
  { key, salt }: FrameKey,
  counter: number,
  header: Bytes,
  metadata: Bytes,
  sealed: Bytes,
): Promise<Bytes | null> {
  const opening = { name: "AES-GCM", iv: nonce(salt, counter), additionalData: join(header, metadata) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(opening, key, sealed));
  } catch {
    return null;
  }
}

/** A byte of lengths (or small values), then key id and counter without leading zeros (RFC 9605 §4.3). */
export function writeHeader(keyId: number, counter: number): Bytes {
  const [keyBits, keyBytes] = field(keyId);
  const [counterBits, counterBytes] = field(counter);
  return Uint8Array.of((keyBits << 4) | counterBits, ...keyBytes, ...counterBytes);
}

/** The header at the beginning of these bytes; null when there is none, or one of numbers beyond 2⁵³. */
export function readHeader(bytes: Bytes): FrameHeader | null {
  const [config] = bytes;
  if (config === undefined) return null;
  const keyLength = config & 0x80 ? ((config >> 4) & 7) + 1 : 0;
  const counterLength = config & 0x08 ? (config & 7) + 1 : 0;
  const length = 1 + keyLength + counterLength;
  if (bytes.length < length) return null;
  const keyId = keyLength ? readNumber(bytes.subarray(1, 1 + keyLength)) : (config >> 4) & 7;
  const counter = counterLength ? readNumber(bytes.subarray(1 + keyLength, length)) : config & 7;
  return Number.isSafeInteger(keyId) && Number.isSafeInteger(counter) ? { keyId, counter, length } : null;
}

/** Some bytes after some others. */
export function join(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A number's four bits in the config byte, and the bytes that follow it. */
function field(value: number): [number, number[]] {
  if (value < 8) return [value, []];
  const bytes = bigEndian(value);
  return [0x8 | (bytes.length - 1), bytes];
}

function bigEndian(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

function readNumber(bytes: Bytes): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** The salt with the counter, as 96 bits, laid over it (RFC 9605 §4.4.3). */
function nonce(salt: Bytes, counter: number): Bytes {
  const iv = salt.slice();
  const bytes = bigEndian(counter);
  bytes.forEach((byte, index) => {
    const at = NONCE_BYTES - bytes.length + index;
    iv[at] = (iv[at] ?? 0) ^ byte;
  });
  return iv;
}

/** A text, the key id in 8 bytes and the suite in 2: what a derived key is for. */
function label(text: string, keyId: number): Bytes {
  const numbers = new DataView(new ArrayBuffer(10));
  numbers.setBigUint64(0, BigInt(keyId));
  numbers.setUint16(8, SUITE);
  return join(new TextEncoder().encode(text), new Uint8Array(numbers.buffer));
}

/** HKDF-Expand(HKDF-Extract("", key), info): WebCrypto's HKDF with an empty salt does both. */
async function expand(key: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-512", salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, length * 8));
}
