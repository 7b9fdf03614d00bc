// An evening in the middle of the group, for the room's tests and for the gallery. Not part of the production build.
import type { ReactNode } from "react";
import { Fixture, FIXTURE_NOW, makeMediaHandle, makeOwnTrack, makeSeat, makeSession, makeSessionHandle, makeWaiting, type FixtureSession } from "../../fixtures";
import type { MediaHandle } from "../../media/media_context";
import type { CheckIn, Message, SessionState, Standing } from "../../protocol";
import type { SessionHandle } from "../../session_context";
import type { Language } from "../../words/words";

export function makeCheckIn(changes: Partial<CheckIn> = {}): CheckIn {
  return { alone: null, mood: null, place: null, phone: null, note: null, call_first: false, ...changes };
}

export function makeMessage(number: number, author: string, text: string, changes: Partial<Message> = {}): Message {
  return {
    message_id: `message-${number}`,
    channel: "room",
    thread: null,
    author: `seat-${author.toLowerCase()}`,
    name: author,
    role: "participant",
    text,
    sent_at: FIXTURE_NOW - 400 + number * 60,
    client_id: `line-${number}`,
    reply_to: null,
    deleted_by: null,
    reactions: {},
    ...changes,
  };
}

/** Theo has the turn and speaks, Priya and Jun have their hands up, Sam has dropped out, Leila's camera is off. */
export function makeEvening(changes: Partial<SessionState> = {}): SessionState {
  const session = makeSession();
  const held = { "seat-sam": makeSeat("seat-sam", "Sam", 2, { held_until: FIXTURE_NOW + 80 }) };
  return {
    ...session,
    seats: { ...session.seats, ...held },
    turn: { seat_id: "seat-theo", since: FIXTURE_NOW - 130 },
    tracks: [
      { seat_id: "seat-miriam", source: "microphone" },
      { seat_id: "seat-theo", source: "microphone" },
      ...session.tracks.filter((track) => track.source === "camera" && track.seat_id !== "seat-leila"),
    ],
    hands: [
      { seat_id: "seat-priya", kind: "reply", raised_at: FIXTURE_NOW - 130 },
      { seat_id: "seat-jun", kind: "question", raised_at: FIXTURE_NOW - 10 },
    ],
    messages: [
      makeMessage(1, "Miriam", "Welcome, everyone. Say as much as you like. Nobody has to speak.", { role: "facilitator" }),
      makeMessage(2, "Priya", "That landed with me too, Theo.", { reactions: { heart: ["seat-theo", "seat-ana"] } }),
      makeMessage(3, "Leila", "I am typing today, my voice is tired. I am here."),
    ],
    ...changes,
  };
}

/** The same evening as the staff know it: the door, check-ins, and Rosa's quiet call for help. */
export function makeStaffEvening(changes: Partial<SessionState> = {}): SessionState {
  const evening = makeEvening();
  return {
    ...evening,
    waiting: {
      "seat-marcus": makeWaiting("seat-marcus", "Marcus", { since: FIXTURE_NOW - 190, check_in: makeCheckIn({ alone: "yes", place: "at home", mood: 5 }) }),
      "seat-ana-2": makeWaiting("seat-ana-2", "Ana (2)", { since: FIXTURE_NOW - 70, late: true, check_in: makeCheckIn({ alone: "no", place: "in a car" }) }),
    },
    details: {
      "seat-rosa": { seat_id: "seat-rosa", check_in: makeCheckIn({ mood: 3, alone: "yes", place: "14 Alder Street, flat 3", phone: "555 0142" }), agreement_version: 2, agreed_at: FIXTURE_NOW - 700, open_link: false },
      "seat-jun": { seat_id: "seat-jun", check_in: makeCheckIn({ mood: 6, alone: "yes", place: "home" }), agreement_version: 2, agreed_at: FIXTURE_NOW - 700, open_link: false },
    },
    help: { "seat-rosa": { seat_id: "seat-rosa", name: "Rosa", asked_at: FIXTURE_NOW - 15, seen_by: [] } },
    ...changes,
  };
}

export type Viewer = "staff" | "member" | "observer";

const VIEWERS: Record<Viewer, { me: string; standing: Standing }> = {
  staff: { me: "seat-miriam", standing: "facilitator" },
  member: { me: "seat-ana", standing: "participant" },
  observer: { me: "seat-leila", standing: "observer" },
};

/** A session as one of the three would hold it. */
export function makeRoomSession(viewer: Viewer, state?: SessionState, changes: Partial<SessionHandle> = {}): FixtureSession {
  const seen = state ?? (viewer === "staff" ? makeStaffEvening() : makeEvening());
  // The library of worksheets is empty here.
  const request = (() => Promise.resolve({ ok: { templates: [] } })) as SessionHandle["request"];
  return makeSessionHandle({ ...VIEWERS[viewer], state: seen, request, ...changes });
}

export function makeRoomMedia(changes: Partial<MediaHandle> = {}): MediaHandle {
  return makeMediaHandle({ speaking: new Set(["seat-theo"]), camera: makeOwnTrack({ state: "on" }), ...changes });
}

interface RoomFixtureProps {
  session: SessionHandle;
  media?: MediaHandle;
  language?: Language;
  children: ReactNode;
}

export function RoomFixture({ session, media = makeRoomMedia(), language = "en", children }: RoomFixtureProps) {
  return <Fixture session={session} media={media} language={language}>{children}</Fixture>;
}
