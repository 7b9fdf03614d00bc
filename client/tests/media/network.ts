// A network that blocks what a test wants, for jsdom, which has no peer connections and knows no server.
import { vi } from "vitest";

interface Network {
  /** The socket to the server comes through. */
  socket: boolean;
  /** Addresses of relays that answer, and "direct" for the server's own port. */
  open: readonly string[];
}

/** What is blocked ends at once here; on a real network it is silent until the try is over. */
export function playNetwork({ socket, open }: Network): void {
  class FakeConnection extends EventTarget {
    iceConnectionState = "new";
    readonly #isOpen: boolean;

    constructor({ iceServers = [], iceTransportPolicy = "all" }: RTCConfiguration) {
      super();
      const relays = iceServers.flatMap(({ urls }) => urls);
      this.#isOpen =
        relays.some((url) => open.includes(url)) || (iceTransportPolicy === "all" && open.includes("direct"));
    }

    createDataChannel(): void {
      // Its line in the offer is all that is wanted.
    }

    setLocalDescription(): Promise<void> {
      return Promise.resolve();
    }

    setRemoteDescription(): Promise<void> {
      queueMicrotask(() => {
        this.iceConnectionState = this.#isOpen ? "connected" : "failed";
        this.dispatchEvent(new Event("iceconnectionstatechange"));
      });
      return Promise.resolve();
    }

    close(): void {
      this.iceConnectionState = "closed";
    }
  }

  class FakeSocket extends EventTarget {
    constructor() {
      super();
      queueMicrotask(() => this.dispatchEvent(new Event(socket ? "message" : "error")));
    }

    close(): void {
      // Nothing to close.
    }
  }

  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("WebSocket", FakeSocket);
  // Silence is waited for in the browser; a test does not wait.
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
    const over = new AbortController();
    setTimeout(() => {
      over.abort();
    }, 0);
    return over.signal;
  });
}
