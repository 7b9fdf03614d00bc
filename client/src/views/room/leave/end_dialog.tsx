// For staff: end the group for everyone, or only leave oneself.
import { useState } from "react";
import { Button } from "../../../parts/button";
import { Dialog } from "../../../parts/dialog";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { staffPresent } from "../seat_facts";

export function EndDialog() {
  const { state, me, leave } = useSession();
  const { dialog, openDialog, act } = useRoom();
  const words = useWords().room.end;
  const format = useFormat();
  const [waiting, setWaiting] = useState(false);
  const others = Object.keys(state.seats).length - 1 + Object.keys(state.waiting).length;
  const colleagues = staffPresent(state).filter((seat) => seat.seat_id !== me).map((seat) => seat.name);
  const end = async () => {
    setWaiting(true);
    await act("EndForAll", {});
    setWaiting(false);
  };
  return (
    <Dialog title={words.title} role="alertdialog" isOpen={dialog === "end"} onClose={() => { openDialog(null); }}>
      <div className="stack">
        <p>{words.text(others)}</p>
        <Button wide big onPress={() => { openDialog(null); }}>{words.stay}</Button>
        <div className="stack tight">
          <Button wide big onPress={() => { void leave(); }}>{words.onlyMe}</Button>
          <p className="note">{colleagues.length > 0 ? words.onlyMeHint(format.list(colleagues), colleagues.length > 1) : words.onlyMeAlone}</p>
        </div>
        <Button kind="grave" full wide big isWaiting={waiting} onPress={() => { void end(); }}>{words.do}</Button>
      </div>
    </Dialog>
  );
}
