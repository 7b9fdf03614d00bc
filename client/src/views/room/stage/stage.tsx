// The stage: which way the seats stand now, and what lies above and below them.
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { HelpSlips } from "../help/help_slips";
import { OwnSlips } from "../own_slips/own_slips";
import { useChoices } from "../remembered";
import { useRoom } from "../room_context";
import { sharerOf } from "../seat_facts";
import { AtWork, SheetAside } from "./at_work";
import { Circle } from "./circle";
import { Front } from "./front";
import { Gallery } from "./gallery";
import { HeldSlip } from "./held_slip";
import { OwnPlace } from "./own_place";
import { useShownReactions } from "./reactions_shown";
import { SharedScreen } from "./shared_screen";
import { TurnLine } from "./turn_line";

export function Stage() {
  const { state } = useSession();
  const { screen, staff, panelOpen } = useRoom();
  const words = useWords().room.regions;
  // On small screens the panel lies over it. What it covers cannot be reached; the landmark itself stays.
  const covered = screen.small && panelOpen;
  const held = state.phase === "held";
  return (
    <main className="stage" aria-label={words.stage} data-region={covered ? undefined : "stage"} tabIndex={-1}>
      <div className="inside" inert={covered}>
        <div className="above">
          {staff && screen.small && <HelpSlips short />}
          {held && !staff && <HeldSlip />}
          {staff && !held && <TurnLine />}
        </div>
        <Seating />
        <div className="below">
          <OwnSlips />
          <SheetAside />
          {!staff && !held && <OwnPlace />}
        </div>
      </div>
    </main>
  );
}

function Seating() {
  const { state } = useSession();
  const { pinned, screen, staff, sheet } = useRoom();
  const [{ layout }] = useChoices();
  const reactions = useShownReactions();
  const sharer = sharerOf(state);
  if (sharer !== null) return <SharedScreen sharer={sharer} reactions={reactions} />;
  if (sheet.onStage) return <AtWork reactions={reactions} />;
  const uprightPhone = screen.phone && screen.upright;
  // Staff see all faces in rows unless they ask for the circle: they have to see everybody at once.
  const circle = layout === "circle" || (layout === "auto" && uprightPhone && !staff);
  if (circle && !screen.low) return <Circle reactions={reactions} />;
  const front = pinned ?? state.spotlight;
  if (front !== null) return <Front seatId={front} reactions={reactions} />;
  return <Gallery reactions={reactions} />;
}
