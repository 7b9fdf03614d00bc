// Who stands in the middle of the circle: the one at the front, the one who has the turn, else who spoke last.
import { useState } from "react";
import { useMedia } from "../../../media/media_context";
import type { SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";
import { staffPresent } from "../seat_facts";

export function useMiddle(): SeatId | null {
  const { state, me } = useSession();
  const { speaking } = useMedia();
  const { pinned } = useRoom();
  const last = useLastSpeaker(speaking, me);
  const chosen = pinned ?? state.turn?.seat_id ?? state.spotlight ?? last;
  if (chosen !== null && chosen in state.seats) return chosen;
  return staffPresent(state).find((seat) => seat.seat_id !== me)?.seat_id ?? null;
}

/** The middle holds still through pauses, and never shows oneself for speaking. */
function useLastSpeaker(speaking: ReadonlySet<SeatId>, me: SeatId): SeatId | null {
  const [last, setLast] = useState<SeatId | null>(null);
  const heard = [...speaking].filter((seat) => seat !== me);
  // Somebody who goes on speaking keeps the middle when a second voice joins.
  const next = heard.length > 0 && (last === null || !heard.includes(last)) ? heard[0] ?? null : last;
  if (next !== last) setLast(next);
  return next;
}
