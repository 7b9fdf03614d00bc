// What a seat shows, worked out from the state in one place (`look/language.md` 5.4), so that rows, circle and rail agree.
import type { ComfortView } from "../../../media/comfort";
import type { Quality } from "../../../media/media_context";
import type { HandKind, SeatId, SessionState } from "../../../protocol";
import { handOf, isBlocked, isOn } from "../seat_facts";

/** What lies over the picture, or stands in its place. */
export type Cover = "none" | "reconnecting" | "away" | "weak" | "camera_off";

export interface SeatSigns {
  speaking: boolean;
  hasTurn: boolean;
  microphoneOff: boolean;
  keptMuted: boolean;
  /** This person chose not to hear that one. */
  unheard: boolean;
  hand: { position: number; kind: HandKind } | null;
  /** Staff only: the state of everybody else has no help signals in it. */
  askedForHelp: boolean;
  cover: Cover;
}

export interface Heard {
  speaking: ReadonlySet<SeatId>;
  quality: ReadonlyMap<SeatId, Quality>;
  comfort: Pick<ComfortView, "volumeOf">;
}

export function seatSigns(state: SessionState, seatId: SeatId, me: SeatId, heard: Heard): SeatSigns {
  const seat = state.seats[seatId];
  const lost = seat !== undefined && seat.held_until !== null;
  const away = seat !== undefined && seat.away_since !== null;
  const microphoneOn = isOn(state, seatId, "microphone") && !lost && !away;
  return {
    speaking: microphoneOn && state.phase !== "held" && heard.speaking.has(seatId),
    hasTurn: state.turn?.seat_id === seatId,
    microphoneOff: !microphoneOn,
    keptMuted: isBlocked(seat, "microphone"),
    unheard: seatId !== me && heard.comfort.volumeOf(seatId) === 0,
    hand: handOf(state, seatId),
    askedForHelp: seatId !== me && seatId in state.help,
    cover: coverOf(lost, away, isOn(state, seatId, "camera"), heard.quality.get(seatId) ?? "good"),
  };
}

function coverOf(lost: boolean, away: boolean, cameraOn: boolean, quality: Quality): Cover {
  if (lost) return "reconnecting";
  if (away) return "away";
  if (!cameraOn) return "camera_off";
  return quality === "good" ? "none" : "weak";
}
