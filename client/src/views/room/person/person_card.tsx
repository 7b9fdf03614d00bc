// The card of one person: facts that staff may know, then what may be done. In the panel on wide screens, a sheet on small ones.
import { useState } from "react";
import { Button } from "../../../parts/button";
import { Initial } from "../../../parts/slip";
import type { Seat, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ArrowLeftIcon } from "../icons";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";
import { ConnectionNumbers } from "./connection_numbers";
import { Hearing } from "./hearing";
import { HelpCard } from "./help_card";
import { PersonFacts } from "./person_facts";
import { PersonMenu } from "./person_menu";
import { RemoveForm } from "./remove_form";
import { RenameForm } from "./rename_form";
import type { FormAct } from "./use_person_act";
import { WaitingCard } from "./waiting_card";

export function PersonCard({ seatId }: { seatId: SeatId }) {
  const { state } = useSession();
  const seat = state.seats[seatId];
  const waiting = state.waiting[seatId];
  // Keyed, so that a form begun about one person is never finished about another.
  if (seat) return <SeatedCard key={seatId} seat={seat} />;
  return waiting ? <WaitingCard key={seatId} seat={waiting} /> : null;
}

function SeatedCard({ seat }: { seat: Seat }) {
  const { state, me } = useSession();
  const { backToList, staff } = useRoom();
  const words = useWords().room.person;
  const [form, setForm] = useState<FormAct | null>(null);
  const helpAsked = state.help[seat.seat_id];
  return (
    <section className="person-card" aria-label={words.label(seat.name)}>
      <CardHead seat={seat} />
      {helpAsked && seat.seat_id !== me && <HelpCard signal={helpAsked} />}
      <PersonFacts seat={seat} />
      {staff && form === null && <ConnectionNumbers seatId={seat.seat_id} />}
      {form === null && <PersonMenu seatId={seat.seat_id} onForm={setForm} />}
      {form === null && seat.seat_id !== me && seat.role !== "observer" && <Hearing seat={seat} />}
      {form === "rename" && <RenameForm seat={seat} onDone={() => { setForm(null); }} />}
      {form === "remove" && (
        <RemoveForm
          seat={seat}
          onStay={() => { setForm(null); }}
          onRemoved={() => { backToList("room"); }}
        />
      )}
    </section>
  );
}

function CardHead({ seat }: { seat: Seat }) {
  const { state } = useSession();
  const { backToList } = useRoom();
  const { room, parts } = useWords();
  const format = useFormat();
  const number = seatsInOrder(state).findIndex((other) => other.seat_id === seat.seat_id) + 1;
  const facts = [
    seat.role !== "participant" && parts.roles[seat.role],
    room.person.seatNumber(number),
    room.person.hereSince(format.time(seat.taken_at)),
  ].filter((fact) => fact !== false);
  return (
    <header className="card-head">
      <Button kind="plain" icon={ArrowLeftIcon} aria-label={room.panel.back} onPress={() => { backToList({ seat: seat.seat_id }); }} />
      <Initial name={seat.name} />
      <div className="grow">
        <h2>{seat.name}</h2>
        <p className="note number">{facts.join(" · ")}</p>
      </div>
    </header>
  );
}
