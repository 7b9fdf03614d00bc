// Leaving asks once: for now (the seat is kept), for tonight, or stay.
import { Button } from "../../../parts/button";
import { Dialog } from "../../../parts/dialog";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";

export function LeaveDialog() {
  const { state, leave, leaveForNow } = useSession();
  const { dialog, openDialog } = useRoom();
  const words = useWords().room.leave;
  const held = state.settings.hold_seconds;
  const kept = held >= 60 ? words.keptMinutes(Math.floor(held / 60)) : words.keptSeconds(Math.floor(held));
  return (
    <Dialog title={words.title} isOpen={dialog === "leave"} onClose={() => { openDialog(null); }}>
      <div className="stack">
        <Button wide big onPress={() => { openDialog(null); }}>{words.stay}</Button>
        <div className="stack tight">
          <Button wide big onPress={leaveForNow}>{words.forNow}</Button>
          <p className="note">{words.forNowHint(kept)}</p>
        </div>
        <div className="stack tight">
          <Button kind="grave" wide big onPress={() => { void leave(); }}>{words.tonight}</Button>
          <p className="note">{words.tonightHint}</p>
        </div>
      </div>
    </Dialog>
  );
}
