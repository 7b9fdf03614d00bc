// The worker that every frame of sound and picture goes through, one by one, in both directions. What cannot be
// encrypted is not sent, what cannot be decrypted is not shown.
import { decryptFrame, encryptFrame, headerOf } from "./frame";
import { ReceivingKeys, SendingKey } from "./frame_keys";
import type { SenderKey } from "./letters";
import type { EncodedFrame, EncodedStreams, Line, ToWorker } from "./messages";

/** An `RTCRtpScriptTransformer` with our options. */
interface Transformer extends EncodedStreams {
  options: Line;
  sendKeyFrameRequest?: () => Promise<void>;
}

type Encoded = TransformStreamDefaultController<EncodedFrame>;

/** Between two requests for a key frame of one line, in milliseconds. */
const KEY_FRAME_EVERY_MS = 1_000;

const receiving = new ReceivingKeys();
let setSending: (key: Promise<SendingKey>) => void;
/** Frames that come before the first key wait for it. */
let sending = new Promise<SendingKey>((resolve) => {
  setSending = resolve;
});
let newest = sending;

function sendWith({ keyId, baseKey }: SenderKey): void {
  const next = SendingKey.from(keyId, baseKey);
  newest = next;
  setSending(next);
  void next.then(() => {
    if (newest === next) sending = next; // not before it is ready: frames do not wait for a change of keys
  });
}

async function encrypt({ media }: Line, frame: EncodedFrame, out: Encoded): Promise<void> {
  const key = await sending;
  const encrypted = await encryptFrame(key.frameKey, key.count(), media, new Uint8Array(frame.data));
  if (!encrypted) return;
  frame.data = encrypted.buffer;
  out.enqueue(frame);
}

/** Says whether the frame went on. */
async function decrypt({ media }: Line, frame: EncodedFrame, out: Encoded): Promise<boolean> {
  const data = new Uint8Array(frame.data);
  const header = headerOf(data);
  const key = header && (await receiving.find(header.keyId));
  const plain = key && (await decryptFrame(key, media, data));
  if (!plain) return false;
  frame.data = plain.buffer;
  out.enqueue(frame);
  return true;
}

function encrypting(line: Line): TransformStream<EncodedFrame, EncodedFrame> {
  return new TransformStream({ transform: (frame, out) => encrypt(line, frame, out) });
}

/** A picture that could not be read until now begins at a key frame, which is asked for. */
function decrypting(line: Line, askForKeyFrame: () => void): TransformStream<EncodedFrame, EncodedFrame> {
  let missed = false;
  let askedAt = 0;
  return new TransformStream({
    async transform(frame, out) {
      const wasRead = await decrypt(line, frame, out);
      const now = performance.now();
      if (wasRead && missed && line.media === "video" && now - askedAt > KEY_FRAME_EVERY_MS) {
        askedAt = now;
        askForKeyFrame();
      }
      missed = !wasRead;
    },
  });
}

function carry(line: Line, { readable, writable }: EncodedStreams, transformer?: Transformer): void {
  const askForKeyFrame = () => {
    // Refused while the line stands still; the decoder asks by itself, only later.
    transformer?.sendKeyFrameRequest?.().catch(() => undefined);
  };
  const through = line.direction === "send" ? encrypting(line) : decrypting(line, askForKeyFrame);
  // Ends with an error when the line is taken away in the middle of a frame.
  readable.pipeThrough(through).pipeTo(writable).catch(() => undefined);
}

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case "send_with":
      sendWith(data.key);
      break;
    case "receive_with":
      receiving.add(data.key.keyId, data.key.baseKey);
      break;
    case "forget":
      receiving.forget(data.order);
      break;
    case "transform":
      carry(data.line, data.streams);
      break;
  }
});

self.addEventListener("rtctransform", (event) => {
  const { transformer } = event as Event & { transformer: Transformer };
  carry(transformer.options, transformer, transformer);
});
