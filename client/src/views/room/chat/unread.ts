// How many lines came since the chat was last in sight. Kept for the length of the page, in one place for all counts.
import { useEffect, useSyncExternalStore } from "react";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";

/** What was seen in a chat that is still empty. */
const NOTHING = "";

/** The last line that was in sight, `NOTHING`, or null until somebody looks. */
let seen: string | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function markSeen(messageId: string): void {
  if (seen === messageId) return;
  seen = messageId;
  for (const listener of listeners) listener();
}

/** Lines by others after the last one that was in sight. Those that were there on arrival are not news. */
export function useUnreadCount(): number {
  const { state, me } = useSession();
  const { panelOpen, tab } = useRoom();
  const last = useSyncExternalStore(subscribe, () => seen);
  const newest = state.messages.at(-1)?.message_id ?? NOTHING;
  const inSight = panelOpen && tab === "chat";
  useEffect(() => {
    if (inSight || last === null) markSeen(newest);
  }, [newest, inSight, last]);
  if (last === null || inSight) return 0;
  const index = state.messages.findIndex((message) => message.message_id === last);
  return state.messages.slice(index + 1).filter((message) => message.author !== me && message.deleted_by === null).length;
}
