// The one socket of this page: commands and requests as promises with time limits, coming back after a loss by itself.
// Knows the wire, not the room: what arrives goes to its `Listener`.
import { io, type Socket } from "socket.io-client";
import { parser } from "./parser";
import {
  EVENT_NAMES,
  NOTICE_NAMES,
  PROTOCOL_VERSION,
  type CheckIn,
  type CommandPayloads,
  type EventPayloads,
  type Goodbye,
  type NoticePayloads,
  type RequestPayloads,
  type SeatId,
  type Source,
} from "./protocol";
import { whenNetworkChanges } from "./network";
import { waitBefore } from "./retry";
import type { Answer, ConnectionState } from "./session_context";

/** What the server is shown at the door. */
export interface Pass {
  token: string;
  resume?: { seat_id: SeatId; secret: string };
  check_in?: CheckIn;
  name?: string;
  /** With `resume`: what is open here still. */
  open?: Source[];
}

export interface Listener {
  onEvent: <Name extends keyof EventPayloads>(name: Name, event: EventPayloads[Name], seq: number) => void;
  onNotice: <Name extends keyof NoticePayloads>(name: Name, notice: NoticePayloads[Name]) => void;
  onState: (state: ConnectionState) => void;
  /** Not let in, and trying again by oneself would not help. */
  onRefused: (code: string) => void;
}

/** Milliseconds: how long an answer may take before the asker is told that none came. */
const ANSWER_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 8_000;
const PROBE_WITHIN_MS = 2_000;
/** A try older than this is given up when somebody asks to try now: its network may be gone without a word. */
const SLOW_TRY_MS = 3_000;
/** One change of the network shows itself in more than one way; a try begun since the first is of the new one. */
const SAME_CHANGE_MS = 300;
/** Refusals at the door after which the same pass may be good in a moment. */
const PASSING = new Set(["try_again", "unreachable"]);

export class Connection {
  readonly #listener: Listener;
  readonly #pass: () => Pass;
  readonly #socket: Socket;
  #state: ConnectionState = { kind: "connecting", since: Date.now(), attempt: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the try under way began, by `performance.now`; null while none is. */
  #tryingSince: number | null = null;
  #probing = false;
  #goodbye: Goodbye | null = null;
  #unwatch: (() => void) | null = null;

  /** `pass` is read at each try, so that a seat's secret is used as soon as it is known. */
  constructor(listener: Listener, pass: () => Pass, origin: string = window.location.origin) {
    this.#listener = listener;
    this.#pass = pass;
    this.#socket = io(origin, {
      transports: ["websocket"],
      parser,
      autoConnect: false,
      reconnection: false, // ours, below: it knows of Goodbye, of the network's return and of hidden pages
      timeout: CONNECT_WITHIN_MS,
      auth: (give) => {
        give({ ...this.#pass(), protocol: PROTOCOL_VERSION });
      },
    });
    this.#hear();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  open(): void {
    this.#unwatch ??= whenNetworkChanges(this.#onNetworkChange);
    document.addEventListener("visibilitychange", this.#onVisible);
    this.#try();
  }

  /** For good. */
  close(): void {
    this.#stopTrying();
    this.#setState("closed");
    this.#socket.disconnect();
  }

  /** Try at once instead of waiting; while the connection is open, see whether it still answers. */
  readonly tryNow = (): void => {
    this.#tryUnlessSince(SLOW_TRY_MS);
  };

  /** Take the seat back from the window that replaced this one. */
  reopen(): void {
    this.#goodbye = null;
    this.open();
    this.#setState("connecting");
  }

  ask<Name extends keyof CommandPayloads>(name: Name, payload: CommandPayloads[Name]): Promise<Answer> {
    return this.#emit(name, payload);
  }

  request<Ok, Name extends keyof RequestPayloads = keyof RequestPayloads>(
    name: Name,
    payload: RequestPayloads[Name],
  ): Promise<Answer<Ok>> {
    return this.#emit<Ok>(name, payload);
  }

  async #emit<Ok = Record<string, unknown>>(name: string, payload: unknown): Promise<Answer<Ok>> {
    if (!this.#isConnected()) return { error: { code: "offline" } };
    try {
      return (await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck(name, payload)) as Answer<Ok>;
    } catch {
      return { error: { code: this.#isConnected() ? "no_answer" : "offline" } };
    }
  }

  #isConnected(): boolean {
    return this.#socket.connected;
  }

  #hear(): void {
    const events = new Set<string>(EVENT_NAMES);
    const notices = new Set<string>(NOTICE_NAMES);
    this.#socket.onAny((name: string, payload: unknown, seq: unknown) => {
      if (name === "Goodbye") this.#goodbye = payload as Goodbye;
      if (name === "Welcome") this.#onWelcome();
      if (name === "ConnectionReplaced") this.#onReplaced();
      if (events.has(name))
        this.#listener.onEvent(name as keyof EventPayloads, payload as never, seq as number);
      else if (notices.has(name)) this.#listener.onNotice(name as keyof NoticePayloads, payload as never);
    });
    this.#socket.on("disconnect", () => {
      this.#onLost();
    });
    this.#socket.on("connect_error", (fault: Error & { data?: { code?: string } }) => {
      this.#tryingSince = null;
      const code = fault.data?.code;
      if (code === undefined || PASSING.has(code)) this.#tryLater();
      else this.#refuse(code);
    });
  }

  #onWelcome(): void {
    this.#tryingSince = null;
    this.#setState("open");
  }

  #onReplaced(): void {
    this.#stopTrying();
    this.#setState("replaced");
  }

  #onLost(): void {
    this.#tryingSince = null;
    if (this.#state.kind === "replaced" || this.#state.kind === "closed") return;
    if (this.#goodbye && !this.#goodbye.come_back) {
      this.close();
      return;
    }
    this.#goodbye = null;
    this.#tryLater();
  }

  #refuse(code: string): void {
    this.close();
    this.#listener.onRefused(code);
  }

  /** The next try, after its wait. A first connection that fails counts as lost, too. */
  #tryLater(): void {
    const { kind, since, attempt } = this.#state;
    if (kind === "replaced" || kind === "closed") return;
    const next = kind === "open" ? 1 : attempt + 1;
    const state = {
      kind: kind === "connecting" ? "connecting" : "reconnecting",
      since: kind === "open" ? Date.now() : since,
      attempt: next,
    } as const;
    this.#state = state;
    this.#listener.onState(state);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#try();
      },
      waitBefore(next, Math.random()),
    );
  }

  #try(): void {
    clearTimeout(this.#timer);
    this.#tryingSince = performance.now();
    this.#socket.connect();
  }

  /** A try of the network before this one would keep us waiting for as long as it may take. */
  readonly #onNetworkChange = (): void => {
    this.#tryUnlessSince(SAME_CHANGE_MS);
  };

  /** Try at once, unless a try under way is younger than this many milliseconds; an older one is given up. */
  #tryUnlessSince(youngest: number): void {
    const { kind } = this.#state;
    if (kind === "open") void this.#probe();
    if (kind !== "connecting" && kind !== "reconnecting") return;
    if (this.#tryingSince !== null) {
      if (performance.now() - this.#tryingSince < youngest) return;
      this.#socket.disconnect();
    }
    this.#try();
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState === "visible") this.tryNow();
  };

  /** A socket over a network that is gone looks open for half a minute; one question tells at once. */
  async #probe(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    try {
      await this.#socket.timeout(PROBE_WITHIN_MS).emitWithAck("Sync", {});
    } catch {
      if (this.#state.kind === "open") this.#socket.io.engine.close();
    } finally {
      this.#probing = false;
    }
  }

  #stopTrying(): void {
    clearTimeout(this.#timer);
    this.#unwatch?.();
    this.#unwatch = null;
    document.removeEventListener("visibilitychange", this.#onVisible);
  }

  #setState(kind: ConnectionState["kind"]): void {
    this.#state = { kind, since: Date.now(), attempt: 0 };
    this.#listener.onState(this.#state);
  }
}
