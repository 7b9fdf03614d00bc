// A session without a server, for component tests and the gallery: plain data, and handles that remember what was asked.
// Not part of the production build.
import type { ReactNode } from "react";
import type { ComfortView } from "./media/comfort";
import { MediaProvider, type MediaHandle, type OwnTrack, type Pictures } from "./media/media_context";
import type { FindReach, Reach } from "./media/reach";
import { ReachProvider } from "./media/reach_context";
import type {
  CommandPayloads,
  EventPayloads,
  Role,
  Seat,
  SeatId,
  SessionState,
  WaitingSeat,
} from "./protocol";
import { SessionProvider, type EventListener, type SessionHandle } from "./session_context";
import { en } from "./words/en";
import { es } from "./words/es";
import { WordsProvider, type Language } from "./words/words";

/** A Tuesday in 2025, 18:10 UTC; fixture times count from here. */
export const FIXTURE_NOW = 1_762_884_600;

export function makeSeat(seatId: SeatId, name: string, order: number, changes: Partial<Seat> = {}): Seat {
  return {
    seat_id: seatId,
    name,
    role: "participant",
    order,
    taken_at: FIXTURE_NOW - 600,
    held_until: null,
    away_since: null,
    blocked: [],
    ...changes,
  };
}

export function makeWaiting(seatId: SeatId, name: string, changes: Partial<WaitingSeat> = {}): WaitingSeat {
  return {
    seat_id: seatId,
    name,
    role: "participant",
    since: FIXTURE_NOW - 240,
    connected: true,
    lost_at: null,
    check_in: null,
    late: false,
    open_link: false,
    ...changes,
  };
}

const CIRCLE: readonly (readonly [string, Role])[] = [
  ["Miriam", "facilitator"],
  ["Daniel", "co_host"],
  ["Sam", "participant"],
  ["Theo", "participant"],
  ["Priya", "participant"],
  ["Rosa", "participant"],
  ["Ana", "participant"],
  ["Jun", "participant"],
  ["Leila", "participant"],
];

/** A live group of nine, seats `seat-miriam` … `seat-leila`, everybody's camera on, Theo's microphone on. */
export function makeSession(changes: Partial<SessionState> = {}): SessionState {
  const seats = CIRCLE.map(([name, role], order) =>
    makeSeat(`seat-${name.toLowerCase()}`, name, order, { role }),
  );
  return {
    session_id: "session-1",
    settings: {
      name: "Steady Ground",
      capacity: 16,
      hold_seconds: 120,
      grace_seconds: 300,
      undo_seconds: 10,
      chat_mode: "everyone",
      members_may_share_screen: false,
      end_to_end_encrypted: false,
      agreement: null,
      ends_at: FIXTURE_NOW + 4800,
      crisis_line: "988",
      emergency_number: "911",
    },
    opened_at: FIXTURE_NOW - 900,
    phase: "live",
    live_since: FIXTURE_NOW - 600,
    held_until: null,
    ended_at: null,
    locked: false,
    chat_mode: "everyone",
    microphones: "open",
    spotlight: null,
    successor: null,
    turn: null,
    seats: Object.fromEntries(seats.map((seat) => [seat.seat_id, seat])),
    details: {},
    waiting: {},
    tracks: [
      { seat_id: "seat-theo", source: "microphone" },
      ...seats.map((seat) => ({ seat_id: seat.seat_id, source: "camera" as const })),
    ],
    hands: [],
    messages: [],
    help: {},
    bans: [],
    removals: {},
    worksheets: {},
    copies: {},
    ledger: { accounts: {}, banned: {}, next_order: 9, client_ids: {} } as unknown as SessionState["ledger"],
    ...changes,
  };
}

export interface Asked {
  name: string;
  payload: unknown;
}

export interface FixtureSession extends SessionHandle {
  /** Everything asked so far, in order. */
  asked: Asked[];
  /** Lets an event pass by, as the server would. */
  tell: <Name extends keyof EventPayloads>(name: Name, event: EventPayloads[Name]) => void;
}

/** A session seen by `me`. Every command is answered with ok, unless `refusals` names a code for it. */
export function makeSessionHandle(
  changes: Partial<SessionHandle> = {},
  refusals: Partial<Record<keyof CommandPayloads, string>> = {},
): FixtureSession {
  const asked: Asked[] = [];
  const listeners = new Map<string, Set<EventListener<never>>>();
  const answer = (name: string, payload: unknown) => {
    asked.push({ name, payload });
    const code = refusals[name as keyof CommandPayloads];
    return Promise.resolve(code ? { error: { code } } : { ok: {} });
  };
  return {
    state: makeSession(),
    me: "seat-ana",
    standing: "participant",
    documents: {},
    staffNames: ["Miriam", "Daniel"],
    connection: { kind: "open", since: 0, attempt: 0 },
    now: () => FIXTURE_NOW,
    ask: answer,
    request: answer as SessionHandle["request"],
    send: (message) => answer("SendMessage", message),
    unsent: [],
    sendAgain: () => undefined,
    listen: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    tryNow: () => undefined,
    leaveForNow: () => undefined,
    leave: () => Promise.resolve(),
    asked,
    tell: (name, event) => {
      for (const listener of listeners.get(name) ?? []) (listener as EventListener<typeof name>)(event);
    },
    ...changes,
  };
}

export function makeOwnTrack(changes: Partial<OwnTrack> = {}): OwnTrack {
  return {
    state: "off",
    fault: null,
    silenced: false,
    tookOver: null,
    open: () => Promise.resolve(null),
    close: () => undefined,
    restore: () => Promise.resolve(),
    ...changes,
  };
}

export function makeComfort(changes: Partial<ComfortView> = {}): ComfortView {
  return {
    blur: false,
    setBlur: () => undefined,
    canBlur: true,
    sound: "voice",
    setSound: () => undefined,
    quietFailed: false,
    dataSaver: false,
    setDataSaver: () => undefined,
    volumeOf: () => 100,
    setVolume: () => undefined,
    canSetVolume: true,
    ...changes,
  };
}

export function makeMediaHandle(changes: Partial<MediaHandle> = {}): MediaHandle {
  return {
    microphone: makeOwnTrack(),
    camera: makeOwnTrack({ state: "on" }),
    screen: makeOwnTrack(),
    connected: true,
    speaking: new Set(),
    quality: new Map(),
    level: { get: () => 0.65, subscribe: () => () => undefined },
    devices: {
      microphone: [{ id: "default", label: "Built-in microphone" }],
      camera: [{ id: "cam", label: "Built-in camera" }],
      speaker: [{ id: "default", label: "Built-in speaker" }],
    },
    chosen: { microphone: "default", camera: "cam", speaker: "default" },
    choose: () => Promise.resolve(),
    canChooseSpeaker: true,
    canShareScreen: true,
    encryption: null,
    soundOnly: false,
    setSoundOnly: () => undefined,
    selfViewHidden: false,
    setSelfViewHidden: () => undefined,
    openForTest: () => Promise.resolve(),
    playTest: () => Promise.resolve(),
    needsTap: null,
    startSound: () => Promise.resolve(),
    pause: () => undefined,
    resume: () => undefined,
    comfort: makeComfort(),
    stats: () => Promise.resolve(null),
    speakerWindow: { isOpen: false, toggle: () => Promise.resolve() },
    pictures: drawnPictures,
    ...changes,
  };
}

const SKINS = ["#c98f68", "#e2b999", "#7c5137", "#a9714b", "#dca57f"];
const COATS = ["#8f4a45", "#33656b", "#4f6187", "#7a6a2e", "#5d4a78", "#39704f"];

/** Stands in for live video: a plain portrait, its colours chosen by the seat's name. */
const drawnPictures: Pictures = {
  hang: (frame, { seat }, onSeen) => {
    const number = Array.from(seat).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
    const drawing = draw("svg", {
      viewBox: "0 0 160 120",
      preserveAspectRatio: "xMidYMid slice",
      width: "100%",
      height: "100%",
    });
    drawing.append(
      draw("rect", { width: "160", height: "120", fill: `hsl(${(number * 37) % 360} 18% 74%)` }),
      draw("path", { d: "M20 120c4-34 36-40 60-40s56 6 60 40z", fill: COATS[number % COATS.length] ?? "" }),
      draw("ellipse", { cx: "80", cy: "54", rx: "25", ry: "31", fill: SKINS[number % SKINS.length] ?? "" }),
      draw("path", {
        d: "M53 52c-3-34 16-38 28-38s30 6 26 38c-6-16-14-20-26-20s-22 4-28 20z",
        fill: "#2d211b",
      }),
    );
    frame.replaceChildren(drawing);
    queueMicrotask(() => {
      onSeen(true);
    });
    return () => {
      frame.replaceChildren();
    };
  },
};

function draw(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A server without a relay; nothing answers its connection test. */
export const FIXTURE_REACH: Reach = { ice_servers: [], ice_transport_policy: "all", connection_test: "" };

const findFixtureReach: FindReach = () => Promise.resolve(FIXTURE_REACH);

interface FixtureProps {
  session?: SessionHandle;
  media?: MediaHandle;
  findReach?: FindReach;
  language?: Language;
  children: ReactNode;
}

/** Everything a view stands in. */
export function Fixture({
  session = makeSessionHandle(),
  media = makeMediaHandle(),
  findReach = findFixtureReach,
  language = "en",
  children,
}: FixtureProps) {
  return (
    <WordsProvider language={language} words={language === "es" ? es : en} onChangeLanguage={() => undefined}>
      <SessionProvider value={session}>
        <MediaProvider value={media}>
          <ReachProvider value={findReach}>{children}</ReachProvider>
        </MediaProvider>
      </SessionProvider>
    </WordsProvider>
  );
}
