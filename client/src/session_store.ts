// What this page knows of the session, kept up to date by what the server tells, and read by the views.
import { Connection, type Pass } from "./connection";
import type { EventPayloads, Goodbye, NoticePayloads, Snapshot } from "./protocol";
import type { Answer, ConnectionState, EventListener, SessionHandle } from "./session_context";
import { evolve } from "./session_state";
import { Unsent } from "./unsent";

/** What the session tells those who brought the person here (`visit`) and those who carry the media. */
export interface SessionOutlet {
  onWelcome: (welcome: NoticePayloads["Welcome"]) => void;
  /** Out of the lobby, into the room. */
  onAdmitted: () => void;
  onNotice: <Name extends keyof NoticePayloads>(name: Name, notice: NoticePayloads[Name]) => void;
  /** Not let in: a door code. */
  onRefused: (code: string) => void;
  onGoodbye: (goodbye: Goodbye) => void;
  /** The person went, and means to come back to the same seat. */
  onLeftForNow: () => void;
}

/** Refusals after which a line of chat is sent again by itself. */
const SEND_AGAIN_AFTER = new Set([
  "offline",
  "no_answer",
  "busy",
  "too_fast",
  "moved",
  "storage_unavailable",
]);
const SEND_AGAIN_MS = 2_000;

export class SessionStore {
  readonly connection: Connection;
  readonly #outlet: SessionOutlet;
  readonly #unsent: Unsent;
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Map<string, Set<EventListener<never>>>();
  readonly #deliveries = new Set<string>();
  #snapshot: Snapshot | null = null;
  #staffNames: readonly string[] = [];
  /** Server's clock minus this device's, in seconds. */
  #clockOffset = 0;
  #handle: SessionHandle | null = null;
  readonly #notices: { [Name in keyof NoticePayloads]?: (notice: NoticePayloads[Name]) => void } = {
    Welcome: (welcome) => {
      this.#welcome(welcome);
    },
    Snapshot: (snapshot) => {
      const waited = this.#snapshot?.standing === "waiting";
      this.#replace(snapshot);
      if (waited && snapshot.standing !== "waiting") this.#outlet.onAdmitted();
    },
    StaffPresent: ({ names }) => {
      this.#staffNames = names;
      this.#changed();
    },
    Goodbye: (goodbye) => {
      this.#outlet.onGoodbye(goodbye);
    },
  };

  /** `key` names this link on this device; `pass` is what to show at the door. */
  constructor(key: string, pass: () => Pass, outlet: SessionOutlet) {
    this.#outlet = outlet;
    this.#unsent = new Unsent(storageOfThisWindow(), `hearth.unsent.${key}`);
    this.connection = new Connection(
      {
        onEvent: (name, event) => {
          this.#onEvent(name, event);
        },
        onNotice: (name, notice) => {
          this.#onNotice(name, notice);
        },
        onState: () => {
          this.#changed();
        },
        onRefused: (code) => {
          outlet.onRefused(code);
        },
      },
      pass,
    );
  }

  /** Which life of the session this is; 0 before the first snapshot. */
  readonly epoch = (): number => this.#snapshot?.epoch ?? 0;

  get connectionState(): ConnectionState {
    return this.connection.state;
  }

  /** For `useSyncExternalStore`: null before the first snapshot. */
  readonly handle = (): SessionHandle | null => this.#handle;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly listen: SessionHandle["listen"] = (name, listener) => {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  };

  readonly #now = (): number => Date.now() / 1000 + this.#clockOffset;
  readonly #ask: SessionHandle["ask"] = (name, payload) => this.connection.ask(name, payload);
  readonly #request: SessionHandle["request"] = (name, payload) => this.connection.request(name, payload);

  readonly #tryNow = (): void => {
    this.connection.tryNow();
  };

  readonly #leaveForNow = (): void => {
    this.connection.close();
    this.#outlet.onLeftForNow();
  };

  readonly #leave = async (): Promise<void> => {
    await this.connection.ask("Leave", {});
    this.connection.close();
    this.#outlet.onGoodbye({ code: "left", come_back: false });
  };

  readonly #send: SessionHandle["send"] = (message) => {
    const clientId = crypto.randomUUID();
    this.#unsent.add(clientId, message);
    this.#changed();
    return this.#deliver(clientId);
  };

  readonly #sendAgain = (clientId: string): void => {
    this.#unsent.retry(clientId);
    this.#changed();
    void this.#deliver(clientId);
  };

  /** Asks for one line, unless it is on its way already; what passes by itself is tried again. */
  async #deliver(clientId: string): Promise<Answer> {
    const line = this.#unsent.lines.find((unsent) => unsent.clientId === clientId);
    if (!line || this.#deliveries.has(clientId)) return { ok: {} };
    this.#deliveries.add(clientId);
    const answer = await this.connection.ask("SendMessage", { ...line.message, client_id: clientId });
    this.#deliveries.delete(clientId);
    if (answer.ok) this.#unsent.remove(clientId);
    else if (!SEND_AGAIN_AFTER.has(answer.error.code)) this.#unsent.fail(clientId, answer.error.code);
    else if (answer.error.code !== "offline") setTimeout(() => void this.#deliver(clientId), SEND_AGAIN_MS);
    this.#changed();
    return answer;
  }

  #onNotice<Name extends keyof NoticePayloads>(name: Name, notice: NoticePayloads[Name]): void {
    const act: ((notice: NoticePayloads[Name]) => void) | undefined = this.#notices[name];
    if (act) act(notice);
    else this.#outlet.onNotice(name, notice);
  }

  #welcome(welcome: NoticePayloads["Welcome"]): void {
    this.#staffNames = welcome.staff_names;
    this.#replace(welcome.snapshot);
    this.#outlet.onWelcome(welcome);
    for (const line of this.#unsent.lines) if (line.state === "sending") void this.#deliver(line.clientId);
  }

  #replace(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#clockOffset = snapshot.now - Date.now() / 1000;
    for (const { author, client_id } of snapshot.session.messages)
      if (author === snapshot.seat_id) this.#unsent.remove(client_id);
    this.#changed();
  }

  #onEvent<Name extends keyof EventPayloads>(name: Name, event: EventPayloads[Name]): void {
    if (!this.#snapshot) return; // nothing is told before the first snapshot
    this.#snapshot = { ...this.#snapshot, session: evolve(this.#snapshot.session, name, event) };
    if (name === "MessageSent")
      this.#unsent.remove((event as EventPayloads["MessageSent"]).message.client_id);
    this.#changed();
    for (const listener of this.#listeners.get(name) ?? []) (listener as EventListener<Name>)(event);
  }

  #changed(): void {
    this.#handle = this.#snapshot && {
      state: this.#snapshot.session,
      me: this.#snapshot.seat_id,
      standing: this.#snapshot.standing,
      documents: this.#snapshot.documents,
      staffNames: this.#staffNames,
      connection: this.connection.state,
      unsent: this.#unsent.lines,
      now: this.#now,
      ask: this.#ask,
      request: this.#request,
      send: this.#send,
      sendAgain: this.#sendAgain,
      listen: this.listen,
      tryNow: this.#tryNow,
      leaveForNow: this.#leaveForNow,
      leave: this.#leave,
    };
    for (const watcher of this.#watchers) watcher();
  }
}

/** Null where the browser refuses storage. */
function storageOfThisWindow(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
