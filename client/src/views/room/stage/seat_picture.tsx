// What stands in a seat's frame: the moving picture, or in Literata the name of who is there without one.
import { ArrowsClockwiseIcon, EyeSlashIcon, PauseCircleIcon, VideoCameraSlashIcon } from "../icons";
import { Icon } from "../../../parts/icon";
import { useMedia } from "../../../media/media_context";
import { Picture } from "../../../media/picture";
import type { Seat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { isStaff } from "../seat_facts";
import type { SeatSigns } from "./seat_signs";

interface SeatPictureProps {
  seat: Seat;
  signs: SeatSigns;
  /** Higher is more wanted when not all pictures fit. */
  priority?: number;
  /** In a small round frame there is room for a letter, not for a name. */
  small?: boolean;
}

export function SeatPicture({ seat, signs, priority = 0, small = false }: SeatPictureProps) {
  const { me } = useSession();
  const { selfViewHidden, soundOnly } = useMedia();
  const own = seat.seat_id === me;
  const hidden = own && selfViewHidden && signs.cover === "none";
  const name = <NameInFrame name={seat.name} small={small} />;
  if (signs.cover === "camera_off" || signs.cover === "away" || hidden || (soundOnly && !own)) {
    return (
      <span className="cover">
        {signs.cover === "away" && <Icon of={PauseCircleIcon} />}
        {hidden && <Icon of={EyeSlashIcon} />}
        {name}
      </span>
    );
  }
  return (
    <>
      <Picture seat={seat.seat_id} source="camera" priority={priority} mirrored={own}>
        {signs.cover === "none" && <span className="cover">{name}</span>}
      </Picture>
      {signs.cover === "reconnecting" && <Lost seat={seat} small={small} />}
      {signs.cover === "weak" && <Weak small={small} />}
    </>
  );
}

function NameInFrame({ name, small }: { name: string; small: boolean }) {
  return <span className="name-in-frame" data-small={small || undefined}>{name}</span>;
}

function Lost({ seat, small }: { seat: Seat; small: boolean }) {
  const { state } = useSession();
  const words = useWords().room.seat;
  // While the room is held for its staff, they are "coming back".
  const word = state.phase === "held" && isStaff(seat.role) ? words.comingBack : words.reconnecting;
  return (
    <span className="cover over">
      <Icon of={ArrowsClockwiseIcon} />
      {!small && <span className="pill">{word}</span>}
    </span>
  );
}

function Weak({ small }: { small: boolean }) {
  const words = useWords().room.seat;
  return (
    <span className="cover over">
      <Icon of={VideoCameraSlashIcon} />
      {!small && <span className="pill">{words.soundOnly}</span>}
    </span>
  );
}
