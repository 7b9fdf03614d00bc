// Asks once before somebody is removed: the reason for the record, the words the person will read, and for how long.
import { useState } from "react";
import { Form } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Check, Choice, Field, Select } from "../../../parts/fields";
import type { Reason, Seat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useFirstFocus } from "../first_focus";
import { useRoom } from "../room_context";
import { nameOf } from "../seat_facts";

const REASONS: readonly Reason[] = ["needs_other_care", "disruption", "not_private", "intoxicated", "harassment", "wrong_person", "other"];
const LONGEST_WORDS = 500;

/** "back" asks again in the lobby, "tonight" not in this session, "for_good" not in later ones either. */
type HowLong = "back" | "tonight" | "for_good";

interface RemoveFormProps {
  seat: Pick<Seat, "seat_id" | "name">;
  onStay: () => void;
  onRemoved: () => void;
}

export function RemoveForm({ seat, onStay, onRemoved }: RemoveFormProps) {
  const { state, me } = useSession();
  const { act } = useRoom();
  const words = useWords().room.remove;
  const [reason, setReason] = useState<Reason>("needs_other_care");
  const [told, setTold] = useState(words.defaultWords(nameOf(state, me)));
  const [howLong, setHowLong] = useState<HowLong>("back");
  const [closeLink, setCloseLink] = useState(true);
  const [waiting, setWaiting] = useState(false);

  const part = useFirstFocus<HTMLFormElement>();
  const remove = async () => {
    setWaiting(true);
    const payload = { seat_id: seat.seat_id, reason, words: told.trim() };
    const done =
      howLong === "back"
        ? await act("Remove", payload)
        : await act("BanSeat", { ...payload, for_good: howLong === "for_good", close_link: closeLink });
    setWaiting(false);
    if (done) onRemoved();
  };
  return (
    <Form
      ref={part}
      className="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        void remove();
      }}
    >
      <h3>{words.title(seat.name)}</h3>
      <Select label={words.reason} options={REASONS.map((each) => [each, words.reasons[each]] as const)} value={reason} onChange={(value) => { setReason(value as Reason); }} />
      <Field label={words.words(seat.name)} value={told} onChange={setTold} rows={4} maxLength={LONGEST_WORDS} hint={words.before(seat.name)} />
      <Choice label={words.how} options={[["back", words.back], ["tonight", words.tonight], ["for_good", words.forGood]]} value={howLong} onChange={setHowLong} />
      {howLong !== "back" && state.details[seat.seat_id]?.open_link && (
        <div>
          <Check isOn={closeLink} onChange={setCloseLink}>{words.closeLink(seat.name)}</Check>
          <p className="note">{words.closeLinkHint}</p>
        </div>
      )}
      <div className="row tight grave-row">
        <Button onPress={onStay}>{words.stay}</Button>
        <Button kind="grave" full type="submit" isWaiting={waiting}>{words.do}</Button>
      </div>
    </Form>
  );
}
