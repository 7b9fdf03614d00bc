// The ways in and out, for the gallery.
import {
  Fixture,
  FIXTURE_NOW,
  makeMediaHandle,
  makeOwnTrack,
  makeSession,
  makeSessionHandle,
  makeWaiting,
} from "../../fixtures";
import type { Scenes } from "../../gallery";
import type { RoomDescription } from "../../link";
import { Agreement } from "../agreement/agreement";
import { GreenRoom } from "../green_room/green_room";
import { Lobby } from "../lobby/lobby";
import { Ended } from "./ended";
import { LinkFaultPage } from "./link_fault";
import { Opening } from "./opening";
import { Replaced } from "./replaced";

const numbers = { crisisLine: "988", emergencyNumber: "911" };
const nothing = () => undefined;

const description: RoomDescription = {
  room_name: "Steady Ground",
  role: "participant",
  name: "Ana",
  ends_at: FIXTURE_NOW + 4800,
  crisis_line: "988",
  emergency_number: "911",
  end_to_end_encrypted: false,
  agreement: null,
  ice_servers: [],
  ice_transport_policy: "all",
  connection_test: "",
};

const agreement = {
  version: 3,
  text: {
    en: "What is said here stays here.\n\nNobody records, takes pictures or lets others listen.\n\nEverybody may pass, at any time and without a reason.\n\nStaff may step in when somebody is in danger. They tell you when they do.",
    es: "Lo que se dice aquí se queda aquí.\n\nNadie graba, hace fotos ni deja que otros escuchen.\n\nCada quien puede pasar, en cualquier momento y sin motivo.\n\nEl equipo puede intervenir si hay peligro. Te avisa cuando lo hace.",
  },
};

const waiting = makeSessionHandle({
  standing: "waiting",
  state: makeSession({
    waiting: { "seat-ana": makeWaiting("seat-ana", "Ana") },
    seats: {},
    tracks: [],
    messages: [
      {
        message_id: "m1",
        channel: "staff_line",
        thread: "seat-ana",
        author: "seat-miriam",
        name: "Miriam",
        role: "facilitator",
        text: "Hi Ana, good to see you. Five more minutes.",
        sent_at: FIXTURE_NOW - 120,
        client_id: "",
        reply_to: null,
        deleted_by: null,
        reactions: {},
      },
    ],
  }),
});

const fault = (device: "refused" | "missing" | "busy") =>
  makeMediaHandle({
    camera: makeOwnTrack({ fault: device }),
    microphone: makeOwnTrack({ fault: device }),
    level: { get: () => 0, subscribe: () => nothing },
    pictures: { hang: () => nothing },
  });

export const scenes: Scenes = {
  "green-room": (language) => (
    <Fixture language={language} media={makeMediaHandle({ microphone: makeOwnTrack({ state: "on" }) })}>
      <GreenRoom description={description} onEnter={nothing} />
    </Fixture>
  ),
  "green-room-refused": (language) => (
    <Fixture language={language} media={fault("refused")}>
      <GreenRoom description={description} onEnter={nothing} />
    </Fixture>
  ),
  "green-room-none": (language) => (
    <Fixture language={language} media={fault("missing")}>
      <GreenRoom description={{ ...description, name: null }} onEnter={nothing} />
    </Fixture>
  ),
  agreement: (language) => (
    <Fixture language={language}>
      <Agreement agreement={agreement} numbers={numbers} onAccept={nothing} onBack={nothing} />
    </Fixture>
  ),
  lobby: (language) => (
    <Fixture language={language} session={waiting}>
      <Lobby />
    </Fixture>
  ),
  "lobby-lost": (language) => (
    <Fixture
      language={language}
      session={{ ...waiting, staffNames: [], connection: { kind: "reconnecting", since: 0, attempt: 2 } }}
    >
      <Lobby />
    </Fixture>
  ),
  "turned-away": (language) => (
    <Fixture language={language}>
      <Ended
        ending={{
          kind: "turned_away",
          words: "Sorry we missed you, Ana. I have kept your seat for Thursday.",
        }}
        numbers={numbers}
        onAgain={nothing}
      />
    </Fixture>
  ),
  removed: (language) => (
    <Fixture language={language}>
      <Ended
        ending={{
          kind: "removed",
          words: "The talk had become hard for others to stay with. Daniel will call you.",
        }}
        numbers={numbers}
        onAgain={nothing}
      />
    </Fixture>
  ),
  ended: (language) => (
    <Fixture language={language}>
      <Ended ending={{ kind: "session_ended", why: "ended_by_staff" }} numbers={numbers} onAgain={nothing} />
    </Fixture>
  ),
  "link-expired": (language) => (
    <Fixture language={language}>
      <LinkFaultPage code="token_expired" numbers={null} onAgain={nothing} />
    </Fixture>
  ),
  opening: (language) => (
    <Fixture language={language}>
      <Opening />
    </Fixture>
  ),
  replaced: (language) => (
    <Fixture language={language}>
      <Replaced onTake={nothing} />
    </Fixture>
  ),
};
