// Everybody in the room, in the order of the seats. Staff also see what each told at the door.
import { Button } from "../../../parts/button";
import { Initial } from "../../../parts/slip";
import { useMedia } from "../../../media/media_context";
import type { Seat, SessionState } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords, type Words } from "../../../words/words";
import { CircleDashedIcon, DotsThreeIcon } from "../icons";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";
import { stateWord, VoiceBars } from "../stage/seat_plate";
import { seatSigns } from "../stage/seat_signs";
import { useListFocus } from "./list_focus";
import { Section } from "./section";

export function InTheRoom() {
  const { state } = useSession();
  const words = useWords().room.people;
  const seats = seatsInOrder(state);
  return (
    <Section place="room" icon={CircleDashedIcon} heading={words.heading(seats.length)}>
      <ul className="people">
        {seats.map((seat) => <PersonRow key={seat.seat_id} seat={seat} />)}
      </ul>
    </Section>
  );
}

function PersonRow({ seat }: { seat: Seat }) {
  const { state, me } = useSession();
  const heard = useMedia();
  const { openPerson, person } = useRoom();
  const more = useListFocus<HTMLButtonElement>({ seat: seat.seat_id });
  const words = useWords();
  const signs = seatSigns(state, seat.seat_id, me, heard);
  const facts = [
    seat.role === "participant" ? null : words.parts.roles[seat.role],
    stateWord(signs, words.room.seat),
    toldAtDoor(state, seat, words),
  ].filter((fact): fact is string => fact !== null);
  return (
    <li className="person" data-chosen={person === seat.seat_id || undefined}>
      <Initial name={seat.name} />
      <div>
        <p className="name row tight">{seat.seat_id === me ? words.room.people.you(seat.name) : seat.name}{signs.speaking && <VoiceBars />}</p>
        <p className="why">{facts.length > 0 ? facts.join(" · ") : signs.microphoneOff ? words.room.people.micOff : words.room.people.micOn}</p>
      </div>
      <Button ref={more} kind="plain" icon={DotsThreeIcon} aria-label={words.room.seat.actions(seat.name)} onPress={() => { openPerson(seat.seat_id); }} />
    </li>
  );
}

/** Staff alone have details of others in their state. */
function toldAtDoor(state: SessionState, seat: Seat, words: Words): string | null {
  const mood = state.details[seat.seat_id]?.check_in?.mood;
  return mood == null ? null : words.room.door.mood(mood);
}
