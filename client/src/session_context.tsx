// The seam between a session and its views: what a view may read of the session, and how it asks.
// No view sees the socket; `connection.ts` stands behind this, or `fixtures.tsx` in tests and in the gallery.
import { createContext, useContext, useEffect, useEffectEvent } from "react";
import type {
  CommandPayloads,
  EventPayloads,
  RequestPayloads,
  SeatId,
  SessionState,
  Standing,
  WorksheetId,
} from "./protocol";

/** What came of asking: the thing was done, or a code whose sentence is in the words (`words.refusals`). */
export type Answer<Ok = Record<string, unknown>> =
  { ok: Ok; error?: never } | { ok?: never; error: { code: string; detail?: string } };

/** How the one socket of this page stands. `since` is in milliseconds of this device's clock. */
export interface ConnectionState {
  kind: "connecting" | "open" | "reconnecting" | "replaced" | "closed";
  since: number;
  /** Tries since the connection was last open; 0 while it is open. */
  attempt: number;
}

/** EventPayloads that change no state and that a view acts on while they pass by. */
export type EventListener<Name extends keyof EventPayloads> = (event: EventPayloads[Name]) => void;

export interface SessionHandle {
  /** All that this viewer may know now; a new object whenever something changed. */
  state: SessionState;
  me: SeatId;
  standing: Standing;
  /** Shared worksheets as they were in the last snapshot, each as one Yjs update; later edits come as `DocumentEdited`. */
  documents: Readonly<Record<WorksheetId, Uint8Array>>;
  /** Whom a waiting person may hope to see: display names of the staff present. */
  staffNames: readonly string[];
  connection: ConnectionState;
  /** Seconds since the epoch by the server's clock: compare with `*_at`, `since` and `until`. */
  now: () => number;
  ask: <Name extends keyof CommandPayloads>(name: Name, payload: CommandPayloads[Name]) => Promise<Answer>;
  request: <Ok, Name extends keyof RequestPayloads = keyof RequestPayloads>(
    name: Name,
    payload: RequestPayloads[Name],
  ) => Promise<Answer<Ok>>;
  /** A line of chat: kept and sent again until the room has it. Resolves when acknowledged or refused. */
  send: (message: Omit<CommandPayloads["SendMessage"], "client_id">) => Promise<Answer>;
  /** Lines not yet acknowledged, in order; `failed` ones wait for `sendAgain`. */
  unsent: readonly UnsentMessage[];
  sendAgain: (clientId: string) => void;
  listen: <Name extends keyof EventPayloads>(name: Name, listener: EventListener<Name>) => () => void;
  /** While reconnecting: try at once instead of waiting. */
  tryNow: () => void;
  /** Close this window's part and keep the seat: it is held as if the connection had dropped. */
  leaveForNow: () => void;
  /** Leave for good and forget the seat. */
  leave: () => Promise<void>;
}

export interface UnsentMessage {
  clientId: string;
  message: Omit<CommandPayloads["SendMessage"], "client_id">;
  state: "sending" | "failed";
  /** Why it was refused, for `failed`. */
  code?: string;
}

const SessionContext = createContext<SessionHandle | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The session this view stands in. */
export function useSession(): SessionHandle {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of a session");
  return session;
}

/** Calls `listener` for each event of that name while the view is on the page. */
export function useSessionEvent<Name extends keyof EventPayloads>(
  name: Name,
  listener: EventListener<Name>,
): void {
  const { listen } = useSession();
  const latest = useEffectEvent(listener);
  useEffect(
    () =>
      listen(name, (event) => {
        latest(event);
      }),
    [listen, name],
  );
}
