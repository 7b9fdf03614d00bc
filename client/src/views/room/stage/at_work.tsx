// A sheet on the stage, with the faces beside it, or above it on a phone.
import { Button } from "../../../parts/button";
import type { Reaction, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { Sheet } from "../../worksheet/sheet";
import { NotebookIcon, XIcon } from "../icons";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";
import { Seats } from "./gallery";
import { SpeakerWindowTool } from "./speaker_window_tool";

export function AtWork({ reactions }: { reactions: ReadonlyMap<SeatId, Reaction> }) {
  const { state } = useSession();
  const { sheet, screen } = useRoom();
  const words = useWords().room.atWork;
  const onlyIcons = screen.phone || screen.low;
  const away = () => { sheet.lay(false); };
  return (
    <div className="at-work">
      <div className="faces">
        <Seats seats={seatsInOrder(state)} className="rail" reactions={reactions} />
        <div className="faces-tools">
          <SpeakerWindowTool kind="plain" onlyIcon={onlyIcons} />
          {onlyIcons
            ? <Button kind="plain" icon={XIcon} aria-label={words.putAside} onPress={away} />
            : <Button kind="plain" icon={XIcon} onPress={away}>{words.putAside}</Button>}
        </div>
      </div>
      <Sheet />
    </div>
  );
}

/** Below the faces, when a sheet is open and lies aside. */
export function SheetAside() {
  const { sheet } = useRoom();
  const words = useWords().room.atWork;
  if (!sheet.aside) return null;
  return (
    <section className="own-place" aria-label={words.open}>
      <p className="sub grow">{words.open}</p>
      <Button icon={NotebookIcon} onPress={() => { sheet.lay(true); }}>{words.goOn}</Button>
    </section>
  );
}
