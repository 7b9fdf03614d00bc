// Who stands in the middle of the circle: the one at the front, the one who has the turn, else who spoke last.
import { useRef } from "react";
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
  const last = useRef<SeatId | null>(null);
  const heard = [...speaking].filter((seat) => seat !== me);
  // Somebody who goes on speaking keeps the middle when a second voice joins.
  if (heard.length > 0 && (last.current === null || !heard.includes(last.current))) last.current = heard[0] ?? null;
  return last.current;
}
