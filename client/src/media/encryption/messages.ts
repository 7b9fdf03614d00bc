// What the page tells the worker that encrypts and decrypts frames.
import type { FrameMedia } from "./frame";
import type { SenderKey } from "./letters";

/** Which frames a transform is given: own ones on their way out, or others' on their way in. */
export interface Line {
  direction: "send" | "receive";
  media: FrameMedia;
}

/** What both kinds of encoded frames have (WebRTC Encoded Transform); TypeScript knows it in workers' libraries alone. */
export interface EncodedFrame {
  data: ArrayBuffer;
}

export interface EncodedStreams {
  readable: ReadableStream<EncodedFrame>;
  writable: WritableStream<EncodedFrame>;
}

export type ToWorker =
  | { kind: "send_with"; key: SenderKey }
  | { kind: "receive_with"; key: SenderKey }
  | { kind: "forget"; order: number }
  /** For browsers with `createEncodedStreams` instead of `RTCRtpScriptTransform`. */
  | { kind: "transform"; line: Line; streams: EncodedStreams };
