// Letters between two devices, which the server carries and cannot read: an introduction, or an introduction with a key.
// Pure, but for WebCrypto.
//
//   1 byte: version │ 65 bytes: the writer's public key (P-256, uncompressed)                      an introduction
//     … │ 12 bytes: nonce │ AES-256-GCM of: 6 bytes key id, base key │ 16 bytes: tag               … with a key
//
// The sealing key comes of both devices' key pairs (ECDH, HKDF-SHA-256), so that only these two can write and read it.
import { join, type Bytes } from "./sframe";

const VERSION = 1;
const PUBLIC_BYTES = 65;
const NONCE_BYTES = 12;
const KEY_ID_BYTES = 6;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** This device, for as long as the page lives. Its private key cannot be read, not even by this page. */
export interface Device {
  privateKey: CryptoKey;
  publicKey: Bytes;
}

/** A sender's key, as it is given to others. */
export interface SenderKey {
  keyId: number;
  baseKey: Bytes;
}

export interface Letter {
  /** The public key of the device that wrote it. */
  from: Bytes;
  /** Null in an introduction, and when it was not written for this device. */
  key: SenderKey | null;
  isIntroduction: boolean;
}

export async function makeDevice(): Promise<Device> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  return { privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)) };
}

export function writeIntroduction({ publicKey }: Device): Bytes {
  return join(Uint8Array.of(VERSION), publicKey);
}

/** Throws when `to` is no point on the curve. */
export async function writeKey(device: Device, to: Bytes, { keyId, baseKey }: SenderKey): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await sealingKey(device, to, device.publicKey, to);
  const plain = join(writeNumber(keyId), baseKey);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  return join(writeIntroduction(device), iv, sealed);
}

/** Null for what is no letter at all. */
export async function readLetter(device: Device, letter: Bytes): Promise<Letter | null> {
  const from = letter.slice(1, 1 + PUBLIC_BYTES);
  if (letter[0] !== VERSION || from.length < PUBLIC_BYTES) return null;
  const rest = letter.subarray(1 + PUBLIC_BYTES);
  if (rest.length === 0) return { from, key: null, isIntroduction: true };
  return { from, key: await openKey(device, from, rest), isIntroduction: false };
}

async function openKey(device: Device, from: Bytes, sealed: Bytes): Promise<SenderKey | null> {
  try {
    const key = await sealingKey(device, from, from, device.publicKey);
    const iv = sealed.subarray(0, NONCE_BYTES);
    const plain = new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.subarray(NONCE_BYTES)),
    );
    return { keyId: readNumber(plain.subarray(0, KEY_ID_BYTES)), baseKey: plain.slice(KEY_ID_BYTES) };
  } catch {
    return null; // no point on the curve, another device's letter, or one that was changed on its way
  }
}

/** The key of letters from `writer` to `reader`; one of the two is this device, `other` the other one. */
async function sealingKey(device: Device, other: Bytes, writer: Bytes, reader: Bytes): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey("raw", other, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, device.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = join(new TextEncoder().encode("Hearth letter 1"), writer, reader);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const cipher = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(derivation, material, cipher, false, ["encrypt", "decrypt"]);
}

function writeNumber(value: number): Bytes {
  const bytes = new Uint8Array(KEY_ID_BYTES);
  for (let at = KEY_ID_BYTES - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

function readNumber(bytes: Bytes): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
