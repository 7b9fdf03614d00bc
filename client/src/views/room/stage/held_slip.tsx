// Staff have dropped out and the room is held: what is so, until when, and who to reach.
import { Button } from "../../../parts/button";
import { Icon } from "../../../parts/icon";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ChatCircleIcon, PauseCircleIcon, PhoneIcon } from "../icons";
import { useRoom } from "../room_context";
import { staffSeats } from "../seat_facts";

export function HeldSlip() {
  const { state, me } = useSession();
  const { writeTo, openDialog } = useRoom();
  const words = useWords().room.held;
  const format = useFormat();
  const names = staffSeats(state).map((seat) => seat.name);
  return (
    <section className="held" role="alert">
      <Icon of={PauseCircleIcon} size="large" />
      <div className="stack tight">
        <h2 className="voice">{names.length > 0 ? words.title(format.list(names)) : words.titleNobody}</h2>
        <p>{words.text}</p>
        {state.held_until !== null && (
          <p className="number"><b>{words.until(format.time(state.held_until))}</b> {words.untilRest}</p>
        )}
        <div className="row tight">
          <Button icon={ChatCircleIcon} onPress={() => { writeTo({ channel: "staff_line", thread: me }); }}>{words.write}</Button>
          <Button kind="support" icon={PhoneIcon} onPress={() => { openDialog("help"); }}>{words.someone}</Button>
        </div>
      </div>
    </section>
  );
}
