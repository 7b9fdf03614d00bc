// Letting people in and turning them away. Whoever did it goes back to the door, where the next one waits.
import type { WaitingSeat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";

export function useDoor() {
  const { state } = useSession();
  const { act, backToList } = useRoom();

  /** One command when everybody is meant, else one each, so that nobody comes in unasked. */
  const admit = async (seats: readonly WaitingSeat[]) => {
    const all = seats.length > 1 && seats.length === Object.keys(state.waiting).length;
    const done = all
      ? [await act("AdmitAll", {})]
      : await Promise.all(seats.map((seat) => act("Admit", { seat_id: seat.seat_id })));
    if (done.every(Boolean)) backToList("door");
  };

  const turnAway = async (seat: WaitingSeat, words: string) => {
    if (await act("TurnAway", { seat_id: seat.seat_id, words })) backToList("door");
  };

  return { admit, turnAway };
}
