// The room in the gallery: /gallery.html#room-staff and so on.
import { FIXTURE_NOW, makeOwnTrack, makeSeat } from "../../fixtures";
import type { Scenes } from "../../gallery";
import type { MediaHandle } from "../../media/media_context";
import type { SessionState } from "../../protocol";
import type { SessionHandle } from "../../session_context";
import type { Language } from "../../words/words";
import { Room } from "./room";
import { makeEvening, makeRoomMedia, makeRoomSession, makeStaffEvening, RoomFixture, type Viewer } from "./room_fixtures";

interface SceneParts {
  state?: SessionState;
  session?: Partial<SessionHandle>;
  media?: Partial<MediaHandle>;
}

function scene(viewer: Viewer, { state, session = {}, media = {} }: SceneParts = {}) {
  return (language: Language) => (
    <RoomFixture session={makeRoomSession(viewer, state, session)} media={makeRoomMedia(media)} language={language}>
      <Room />
    </RoomFixture>
  );
}

const evening = makeEvening();
const screen = { seat_id: "seat-miriam", source: "screen" as const };

/** Every state of a seat in one room. */
const allStates = makeEvening({
  seats: {
    ...evening.seats,
    "seat-rosa": makeSeat("seat-rosa", "Rosa", 5, { away_since: FIXTURE_NOW - 60 }),
    "seat-jun": makeSeat("seat-jun", "Jun", 7, { blocked: ["microphone"] }),
    "seat-leila": makeSeat("seat-leila", "Leila", 8, { role: "observer" }),
  },
});

export const scenes: Scenes = {
  "room-staff": scene("staff", { media: { microphone: makeOwnTrack({ state: "on" }) } }),
  "room-member": scene("member"),
  "room-member-may-share": scene("member", { state: makeEvening({ settings: { ...evening.settings, members_may_share_screen: true } }) }),
  "room-observer": scene("observer", { state: allStates }),
  "room-own-turn": scene("member", { state: makeEvening({ turn: { seat_id: "seat-ana", since: FIXTURE_NOW - 5 }, hands: [] }), media: { speaking: new Set() } }),
  "room-own-hand": scene("member", { state: makeEvening({ hands: [...evening.hands, { seat_id: "seat-ana", kind: "share", raised_at: FIXTURE_NOW }] }) }),
  "room-encrypted": scene("member", { media: { encryption: { phrase: [71, 290, 433, 610, 805, 990], withoutKey: ["seat-theo"] } } }),
  "room-held": scene("member", {
    state: makeEvening({
      phase: "held",
      held_until: FIXTURE_NOW + 290,
      turn: null,
      hands: [],
      seats: {
        ...evening.seats,
        "seat-miriam": makeSeat("seat-miriam", "Miriam", 0, { role: "facilitator", held_until: FIXTURE_NOW + 100 }),
        "seat-daniel": makeSeat("seat-daniel", "Daniel", 1, { role: "co_host", held_until: FIXTURE_NOW + 100 }),
      },
    }),
  }),
  "room-reconnecting": scene("member", { session: { connection: { kind: "reconnecting", since: 0, attempt: 2 } } }),
  "room-share": scene("member", { state: makeEvening({ turn: null, hands: [], tracks: [...evening.tracks, screen] }) }),
  "room-front": scene("member", { state: makeEvening({ spotlight: "seat-miriam" }) }),
  "room-states": scene("staff", { state: { ...makeStaffEvening(), seats: allStates.seats }, media: { quality: new Map([["seat-ana", "weak"]]) } }),
  "room-paused": scene("member", { state: makeEvening({ seats: { ...evening.seats, "seat-ana": makeSeat("seat-ana", "Ana", 6, { away_since: FIXTURE_NOW }) } }) }),
  "room-slips": scene("member", {
    state: makeEvening({ seats: { ...evening.seats, "seat-ana": makeSeat("seat-ana", "Ana", 6, { blocked: ["microphone"] }) } }),
    media: { needsTap: "browser", camera: makeOwnTrack({ fault: "busy" }) },
  }),
};
