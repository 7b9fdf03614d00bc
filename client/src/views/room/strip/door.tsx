// The door, for staff: open, and new people may wait; closed, and they find it closed.
import { useId } from "react";
import { ToggleButton } from "react-aria-components";
import { Icon } from "../../../parts/icon";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { DoorIcon, LockSimpleIcon } from "../icons";
import { useRoom } from "../room_context";

export function Door() {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.strip;
  const hint = useId();
  return (
    <>
      <ToggleButton
        className="sign door"
        isSelected={state.locked}
        // The word changes when the server has answered, not before.
        onChange={() => { void act("LockRoom", { locked: !state.locked }); }}
        aria-describedby={hint}
      >
        <Icon of={state.locked ? LockSimpleIcon : DoorIcon} />
        {state.locked ? words.doorClosed : words.doorOpen}
      </ToggleButton>
      <span id={hint} hidden>{words.doorHint}</span>
    </>
  );
}
