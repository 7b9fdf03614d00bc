// How an encrypted frame lies: what a forwarder and a depacketizer must read stays clear at its head, the SFrame header
// stands at its end. Pure.
//
//   head, clear and authenticated │ ciphertext and tag │ SFrame header │ 1 byte: length of that header
import { open, readHeader, seal, writeHeader, join, type Bytes, type FrameHeader, type FrameKey } from "./sframe";

export type FrameMedia = "audio" | "video";

/**
 * Bytes that stay clear. Opus: the byte that says bandwidth and length (RFC 6716 §3.1). VP8: the frame tag, and of a key
 * frame the start code and the picture's size (RFC 6386 §9.1); the tag's lowest bit is 0 in a key frame.
 */
const CLEAR_BYTES = { audio: 1, key: 10, delta: 3 } as const;

export function clearBytes(media: FrameMedia, frame: Bytes): number {
  if (media === "audio") return CLEAR_BYTES.audio;
  const isKey = ((frame[0] ?? 1) & 1) === 0;
  return isKey ? CLEAR_BYTES.key : CLEAR_BYTES.delta;
}

/** Null for what is shorter than its head, which no frame of these codecs is. `counter` must never come twice. */
export async function encryptFrame(
  key: FrameKey,
  counter: number,
  media: FrameMedia,
  frame: Bytes,
): Promise<Bytes | null> {
  const clear = clearBytes(media, frame);
  if (frame.length < clear) return null;
  const head = frame.subarray(0, clear);
  const header = writeHeader(key.keyId, counter);
  const sealed = await seal(key, counter, header, head, frame.subarray(clear));
  return join(head, sealed, header, Uint8Array.of(header.length));
}

/** The frame as it was sent; null when it was not encrypted with this key, or has been changed since. */
export async function decryptFrame(key: FrameKey, media: FrameMedia, frame: Bytes): Promise<Bytes | null> {
  const header = headerOf(frame);
  const clear = clearBytes(media, frame);
  if (!header || header.keyId !== key.keyId) return null;
  const end = frame.length - 1 - header.length;
  if (clear > end) return null;
  const head = frame.subarray(0, clear);
  const plain = await open(key, header.counter, frame.subarray(end, -1), head, frame.subarray(clear, end));
  return plain && join(head, plain);
}

/** The header that an encrypted frame ends with; null when it cannot be one. */
export function headerOf(frame: Bytes): FrameHeader | null {
  const length = frame.at(-1);
  if (length === undefined || length === 0 || length >= frame.length) return null;
  const header = readHeader(frame.subarray(frame.length - 1 - length, -1));
  return header?.length === length ? header : null;
}
