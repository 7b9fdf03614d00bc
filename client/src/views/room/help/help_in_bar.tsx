// While one's own screen is shared, a call for help must not be seen on it: it waits in the bar, as one word.
import { useMedia } from "../../../media/media_context";
import { Tool } from "../../../parts/button";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { HandHeartFilledIcon } from "../bar/help_icon";
import { useRoom } from "../room_context";

/** True while others may see what is on this person's screen. */
export function useIsWatched(): boolean {
  const { screen } = useMedia();
  return screen.state === "on";
}

export function HelpInBar() {
  const { state } = useSession();
  const { openPerson, openTab } = useRoom();
  const words = useWords().room.helpSlip;
  const watched = useIsWatched();
  const first = Object.values(state.help).sort((one, other) => one.asked_at - other.asked_at)[0];
  if (!watched || !first) return null;
  // The name is told by the card, which the person opens when the screen is safe.
  const open = () => { if (first.seat_id in state.seats) openPerson(first.seat_id); else openTab("people"); };
  return <Tool icon={HandHeartFilledIcon} word={words.bar} tone="care" count={Object.keys(state.help).length} onPress={open} />;
}
