// Everybody: at the door, with a hand up, in the room. Members see the door only from inside.
import { Button } from "../../../parts/button";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { SlidersHorizontalIcon } from "../icons";
import { useRoom } from "../room_context";
import { AtTheDoor } from "./at_the_door";
import { Bans } from "./bans";
import { Hands } from "./hands";
import { InTheRoom } from "./in_the_room";
import { Successor } from "./successor";

export function People() {
  const { state } = useSession();
  const { staff, openDialog } = useRoom();
  const words = useWords().room.people;
  return (
    <div className="in-panel">
      {staff && <AtTheDoor />}
      {(staff || state.hands.length > 0) && <Hands />}
      <InTheRoom />
      {staff && <Successor />}
      {staff && state.bans.length > 0 && <Bans />}
      <Button kind="plain" icon={SlidersHorizontalIcon} onPress={() => { openDialog("settings"); }}>{words.lookAndSound}</Button>
    </div>
  );
}
