// The line under a picture: name, and each state as a shape and a word. Nothing of it lies on a face.
import { DotsThreeIcon, EyeIcon, LockSimpleIcon, MicrophoneSlashIcon, SpeakerSlashIcon, WifiLowIcon, WifiSlashIcon } from "../icons";
import { Icon } from "../../../parts/icon";
import { Button } from "react-aria-components";
import type { Seat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { isStaff } from "../seat_facts";
import type { SeatSigns } from "./seat_signs";

export function SeatPlate({ seat, signs }: { seat: Seat; signs: SeatSigns }) {
  const words = useWords().room.seat;
  const { openPerson } = useRoom();
  return (
    <div className="plate">
      {seat.role === "observer" && <Icon of={EyeIcon} />}
      {signs.microphoneOff && signs.cover !== "reconnecting" && !signs.keptMuted && <Icon of={MicrophoneSlashIcon} />}
      {signs.keptMuted && <Icon of={LockSimpleIcon} />}
      {signs.unheard && <Icon of={SpeakerSlashIcon} />}
      <span className="plate-words">
        <span className="plate-name">
          <b>{seat.name}</b>
          {signs.cover === "reconnecting" && <Icon of={WifiSlashIcon} />}
          {signs.cover === "weak" && <Icon of={WifiLowIcon} />}
          {signs.speaking && <VoiceBars />}
        </span>
        <SeatState seat={seat} signs={signs} />
      </span>
      <Button className="seat-more" aria-label={words.actions(seat.name)} onPress={() => { openPerson(seat.seat_id); }}>
        <Icon of={DotsThreeIcon} />
      </Button>
    </div>
  );
}

/** The words after the name: at most one state and who one is, the most telling first. Not there where they do not fit. */
function SeatState({ seat, signs }: { seat: Seat; signs: SeatSigns }) {
  const { me } = useSession();
  const { pinned } = useRoom();
  const { room, parts } = useWords();
  const words = room.seat;
  const who = [
    seat.seat_id === me && words.you,
    (isStaff(seat.role) || seat.role === "observer") && parts.roles[seat.role],
    pinned === seat.seat_id && words.pinned,
  ].filter((word) => word !== false);
  const state = stateWord(signs, words);
  if (state === null && who.length === 0) return null;
  return <span className="seat-state">{state !== null ? [...who.slice(0, 1), state].join(" · ") : who.join(" · ")}</span>;
}

export function stateWord(signs: SeatSigns, words: ReturnType<typeof useWords>["room"]["seat"]): string | null {
  if (signs.cover === "reconnecting") return words.seatKept;
  if (signs.cover === "away") return words.steppedAway;
  if (signs.unheard) return words.unheard;
  if (signs.hasTurn) return words.hasTurn;
  if (signs.keptMuted) return words.keptMuted;
  if (signs.cover === "weak") return words.weak;
  if (signs.speaking) return words.speaking;
  return signs.cover === "camera_off" ? words.cameraOff : null;
}

/** The three bars of a voice: the same for a quiet one as for a loud one. */
export function VoiceBars() {
  return (
    <span className="bars" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
