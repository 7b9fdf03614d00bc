// Who takes over when the last of the staff drops out: chosen beforehand, so that nobody has to decide in the dark.
import { Select } from "../../../parts/fields";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";

const NOBODY = "";

export function Successor() {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.people;
  const candidates = seatsInOrder(state).filter((seat) => seat.role === "participant");
  const options = [
    [NOBODY, words.successorNobody] as const,
    ...candidates.map((seat) => [seat.seat_id, seat.name] as const),
  ];
  return (
    <Select
      label={words.successor}
      hint={words.successorHint}
      options={options}
      value={state.successor ?? NOBODY}
      onChange={(seatId) => { void act("SetSuccessor", { seat_id: seatId === NOBODY ? null : seatId }); }}
    />
  );
}
