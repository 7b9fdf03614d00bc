// Which sheet comes first: those that are open, and the newest among them.
import type { SessionState, Worksheet } from "../../protocol";

export function sheetsInOrder(state: SessionState): Worksheet[] {
  return Object.values(state.worksheets).sort((a, b) => Number(a.closed) - Number(b.closed) || b.opened_at - a.opened_at);
}
