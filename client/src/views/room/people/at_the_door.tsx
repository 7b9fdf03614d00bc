// Who waits at the door: a traffic sign from the check-in, minutes, the card, and the way in. Only "Ready" has a green Admit.
import { Button } from "../../../parts/button";
import { Initial } from "../../../parts/slip";
import type { WaitingSeat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords, type Words } from "../../../words/words";
import { DoorIcon } from "../icons";
import { useRoom } from "../room_context";
import { minutesSince, trafficOf } from "../seat_facts";
import { useNow } from "../use_now";
import { useListFocus } from "./list_focus";
import { Section } from "./section";
import { TrafficSign } from "./traffic_sign";
import { useDoor } from "./use_door";

export function AtTheDoor() {
  const { state } = useSession();
  const { writeTo } = useRoom();
  const { admit } = useDoor();
  const words = useWords().room.door;
  const waiting = Object.values(state.waiting).sort((one, other) => one.since - other.since);
  const ready = waiting.filter((seat) => seat.connected && trafficOf(seat.check_in) === "ready");
  const write =
    waiting.length > 1 ? (
      <Button kind="link" onPress={() => { writeTo({ channel: "lobby", thread: null }); }}>{words.writeToAll(waiting.length)}</Button>
    ) : null;
  return (
    <Section place="door" icon={DoorIcon} heading={words.heading(waiting.length)} act={write}>
      {waiting.length === 0 && <p className="note">{words.nobody}</p>}
      <ul className="people">
        {waiting.map((seat) => <WaitingRow key={seat.seat_id} seat={seat} />)}
      </ul>
      {ready.length > 1 && (
        <Button wide onPress={() => { void admit(ready); }}>{words.admitAll(ready.length)}</Button>
      )}
    </Section>
  );
}

function WaitingRow({ seat }: { seat: WaitingSeat }) {
  const { openPerson, person } = useRoom();
  const { admit } = useDoor();
  const card = useListFocus<HTMLButtonElement>({ seat: seat.seat_id });
  const words = useWords().room.door;
  const now = useNow(20);
  const ready = trafficOf(seat.check_in) === "ready";
  return (
    <li className="person at-door" data-chosen={person === seat.seat_id || undefined}>
      <Initial name={seat.name} />
      <div>
        <p className="name">{seat.name} <TrafficSign seat={seat} /></p>
        <p className="why">{words.waiting(minutesSince(now, seat.since))} · <CheckInWords seat={seat} /></p>
      </div>
      <div className="acts">
        <Button ref={card} kind="plain" aria-label={`${words.card}: ${seat.name}`} onPress={() => { openPerson(seat.seat_id); }}>{words.card}</Button>
        {seat.connected && <Button kind={ready ? "go" : "quiet"} aria-label={`${words.admit}: ${seat.name}`} onPress={() => { void admit([seat]); }}>{words.admit}</Button>}
      </div>
    </li>
  );
}

/** The check-in in a few words; what the person wrote stands on the card. */
export function CheckInWords({ seat }: { seat: WaitingSeat }) {
  const words = useWords().room.door;
  const format = useFormat();
  return checkInWords(seat, words, format.number);
}

export function checkInWords(seat: WaitingSeat, words: Words["room"]["door"], number: (value: number) => string): string {
  const told = seat.check_in;
  const parts = [
    seat.late && words.late,
    told?.call_first && words.callFirst,
    told?.alone && words.alone[told.alone],
    told?.place,
    told?.mood != null && words.mood(Number(number(told.mood))),
  ].filter((part): part is string => typeof part === "string" && part !== "");
  return parts.length > 0 ? parts.join(", ") : words.noCheckIn;
}
