// How Socket.IO packets are written: msgpack, one binary message each. The stock msgpack parser sends `Uint8Array` as a map
// and `undefined` as an extension type, which the server would refuse; this one does not.
import { decode, encode } from "@msgpack/msgpack";
import { Emitter } from "@socket.io/component-emitter";

interface Packet {
  type: number;
  nsp: string;
  data?: unknown;
  id?: number;
}

class Encoder {
  encode(packet: Packet): Uint8Array[] {
    const { type, nsp, data, id } = packet;
    return [encode({ type, nsp, data, id }, { ignoreUndefined: true })];
  }
}

interface DecoderEvents {
  decoded: (packet: unknown) => void;
}

class Decoder extends Emitter<DecoderEvents, DecoderEvents> {
  add(chunk: ArrayBuffer | Uint8Array): void {
    this.emit("decoded", decode(chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk));
  }

  /** Socket.IO calls this when the connection closes; there is nothing half-read to drop. */
  destroy(): void {
    this.off();
  }
}

/** For the `parser` option of socket.io-client; 5 is the revision of the Socket.IO packets. */
export const parser = { protocol: 5, Encoder, Decoder };
