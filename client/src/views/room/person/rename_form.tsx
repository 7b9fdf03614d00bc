// Another name for others to see; the server resolves two of the same.
import { useState } from "react";
import { Form } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Field } from "../../../parts/fields";
import type { Seat } from "../../../protocol";
import { useWords } from "../../../words/words";
import { useFirstFocus } from "../first_focus";
import { useRoom } from "../room_context";

const LONGEST_NAME = 60;

export function RenameForm({ seat, onDone }: { seat: Pick<Seat, "seat_id" | "name">; onDone: () => void }) {
  const { act } = useRoom();
  const { room, parts } = useWords();
  const [name, setName] = useState(seat.name);
  const part = useFirstFocus<HTMLFormElement>();
  const save = async () => {
    const wanted = name.trim();
    if (wanted === "" || wanted === seat.name || (await act("Rename", { seat_id: seat.seat_id, name: wanted }))) onDone();
  };
  return (
    <Form
      ref={part}
      className="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h3>{room.person.renameTitle(seat.name)}</h3>
      <Field label={room.person.renameLabel} value={name} onChange={setName} maxLength={LONGEST_NAME} isRequired />
      <div className="row tight">
        <Button kind="go" type="submit">{room.person.save}</Button>
        <Button onPress={onDone}>{parts.cancel}</Button>
      </div>
    </Form>
  );
}
