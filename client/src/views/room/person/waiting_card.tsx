// The card of somebody at the door: what they told, a word with them, in or not tonight.
import { useState } from "react";
import { Form } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Field } from "../../../parts/fields";
import { Initial } from "../../../parts/slip";
import type { WaitingSeat } from "../../../protocol";
import { useWords } from "../../../words/words";
import { ArrowLeftIcon, ChatCircleIcon, PencilSimpleIcon } from "../icons";
import { TrafficSign } from "../people/traffic_sign";
import { useDoor } from "../people/use_door";
import { useFirstFocus } from "../first_focus";
import { useRoom } from "../room_context";
import { minutesSince, trafficOf } from "../seat_facts";
import { useNow } from "../use_now";
import { checkInRows, Facts } from "./person_facts";
import { RenameForm } from "./rename_form";

const LONGEST_WORDS = 500;

export function WaitingCard({ seat }: { seat: WaitingSeat }) {
  const { backToList, writeTo } = useRoom();
  const { admit } = useDoor();
  const words = useWords().room;
  const [form, setForm] = useState<"rename" | "turn_away" | null>(null);
  const now = useNow(20);
  const ready = trafficOf(seat.check_in) === "ready";
  return (
    <section className="person-card" aria-label={words.person.label(seat.name)}>
      <header className="card-head">
        <Button kind="plain" icon={ArrowLeftIcon} aria-label={words.panel.back} onPress={() => { backToList({ seat: seat.seat_id }); }} />
        <Initial name={seat.name} />
        <div className="grow">
          <h2>{seat.name}</h2>
          <p className="note">{words.door.waiting(minutesSince(now, seat.since))}</p>
        </div>
        <TrafficSign seat={seat} />
      </header>
      {seat.check_in ? <Facts rows={checkInRows(seat.check_in, words)} /> : <p className="note">{words.door.noCheckIn}</p>}
      {form === null && (
        <div className="stack tight">
          <Button kind={ready ? "go" : "quiet"} big wide isDisabled={!seat.connected} onPress={() => { void admit([seat]); }}>{words.door.admit}</Button>
          <Button wide icon={ChatCircleIcon} onPress={() => { writeTo({ channel: "staff_line", thread: seat.seat_id }); }}>{words.door.write(seat.name)}</Button>
          <Button wide icon={PencilSimpleIcon} onPress={() => { setForm("rename"); }}>{words.person.rename}</Button>
          <Button wide kind="grave" onPress={() => { setForm("turn_away"); }}>{words.door.turnAway}</Button>
        </div>
      )}
      {form === "rename" && <RenameForm seat={seat} onDone={() => { setForm(null); }} />}
      {form === "turn_away" && <TurnAwayForm seat={seat} onDone={() => { setForm(null); }} />}
    </section>
  );
}

function TurnAwayForm({ seat, onDone }: { seat: WaitingSeat; onDone: () => void }) {
  const { turnAway } = useDoor();
  const words = useWords().room;
  const part = useFirstFocus<HTMLFormElement>();
  const [told, setTold] = useState(words.door.turnAwayDefault);
  return (
    <Form
      ref={part}
      className="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        void turnAway(seat, told.trim());
      }}
    >
      <h3>{words.door.turnAwayTitle(seat.name)}</h3>
      <Field label={words.door.turnAwayWords(seat.name)} value={told} onChange={setTold} rows={4} maxLength={LONGEST_WORDS} hint={words.door.turnAwayHint} />
      <div className="row tight grave-row">
        <Button onPress={onDone}>{words.remove.stay}</Button>
        <Button kind="grave" full type="submit">{words.door.turnAwayDo}</Button>
      </div>
    </Form>
  );
}
