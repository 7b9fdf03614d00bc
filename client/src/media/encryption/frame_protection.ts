// Puts the worker into the lines of a peer connection, in the way that this browser knows.
import type { FrameMedia } from "./frame";
import type { SenderKey } from "./letters";
import type { EncodedStreams, Line, ToWorker } from "./messages";

/** What older Chromium has instead of `RTCRtpScriptTransform`. */
interface WithEncodedStreams {
  createEncodedStreams: () => EncodedStreams;
}

const PROTECTABLE = new Set(["audio/opus", "video/vp8", "video/rtx"]);

/** Whether this browser can encrypt what it sends. Without either, encrypted rooms are closed to it. */
export function canEncrypt(): boolean {
  return hasScriptTransform() || hasEncodedStreams();
}

function hasScriptTransform(): boolean {
  return "RTCRtpScriptTransform" in window;
}

function hasEncodedStreams(): boolean {
  return "RTCRtpSender" in window && "createEncodedStreams" in RTCRtpSender.prototype;
}

export class FrameProtection {
  /** To be added to the configuration of each peer connection. */
  readonly configuration: RTCConfiguration = hasScriptTransform()
    ? {}
    : ({ encodedInsertableStreams: true } as RTCConfiguration);
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  /** Call before the line carries anything: what is sent without it is sent in the clear. */
  protectSender(sender: RTCRtpSender, media: FrameMedia): void {
    this.#carry(sender, { direction: "send", media });
  }

  protectReceiver(receiver: RTCRtpReceiver, media: FrameMedia): void {
    this.#carry(receiver, { direction: "receive", media });
  }

  /** The codecs of which `frame.ts` knows what must stay clear; the others' frames would not come through. */
  protectable(codecs: readonly RTCRtpCodec[]): RTCRtpCodec[] {
    return codecs.filter(({ mimeType }) => PROTECTABLE.has(mimeType.toLowerCase()));
  }

  sendWith(key: SenderKey): void {
    this.#tell({ kind: "send_with", key });
  }

  receiveWith(key: SenderKey): void {
    this.#tell({ kind: "receive_with", key });
  }

  forget(order: number): void {
    this.#tell({ kind: "forget", order });
  }

  end(): void {
    this.#worker.terminate();
  }

  #carry(end: RTCRtpSender | RTCRtpReceiver, line: Line): void {
    if (hasScriptTransform()) {
      end.transform = new RTCRtpScriptTransform(this.#worker, line);
      return;
    }
    const streams = (end as unknown as WithEncodedStreams).createEncodedStreams();
    this.#tell({ kind: "transform", line, streams }, [streams.readable, streams.writable]);
  }

  #tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
