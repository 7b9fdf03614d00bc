// For ten seconds after a removal: a way to take it back. All of the staff see it.
import { Button } from "../../../parts/button";
import { Slip } from "../../../parts/slip";
import type { Removal } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { UserMinusIcon } from "../icons";
import { useRoom } from "../room_context";
import { useNow } from "../use_now";

export function RemovalSlips() {
  const { state } = useSession();
  return Object.values(state.removals).map((removal) => <RemovalSlip key={removal.seat.seat_id} removal={removal} />);
}

function RemovalSlip({ removal }: { removal: Removal }) {
  const { act } = useRoom();
  const words = useWords().room.remove;
  const left = Math.ceil(removal.undo_until - useNow(0.5));
  if (left <= 0) return null;
  return (
    <Slip icon={UserMinusIcon}>
      <div className="slip-line">
        <p>{words.done(removal.seat.name)}</p>
        <Button onPress={() => { void act("UndoRemoval", { seat_id: removal.seat.seat_id }); }}>
          <span className="number">{words.undoFor(left)}</span>
        </Button>
      </div>
    </Slip>
  );
}
