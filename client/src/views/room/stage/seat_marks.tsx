// What lies in a picture's lower corners, at the chest: the hand and, for staff alone, the call for help.
import { HandHeartIcon, HandIcon } from "../icons";
import { Icon } from "../../../parts/icon";
import { useWords } from "../../../words/words";
import type { SeatSigns } from "./seat_signs";

export function SeatMarks({ signs }: { signs: SeatSigns }) {
  const words = useWords().room.seat;
  return (
    <>
      {signs.hand && (
        <span className="hand-pill" aria-hidden="true">
          <span className="number">{signs.hand.position}</span>
          <Icon of={HandIcon} />
          <span className="kind">{words.hand[signs.hand.kind]}</span>
        </span>
      )}
      {signs.askedForHelp && (
        <span className="help-mark" title={words.askedForHelp} aria-hidden="true">
          <Icon of={HandHeartIcon} />
        </span>
      )}
    </>
  );
}
