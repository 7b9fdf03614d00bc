// Whether the sheet lies on the stage, with the faces beside it, or is put aside. Each person's own wish, on this page alone.
import { useCallback, useState } from "react";
import type { SessionState, WorksheetId } from "../../../protocol";
import { sheetsInOrder } from "../../worksheet/order";
import { sharerOf } from "../seat_facts";

export interface SheetPlace {
  /** There is one, open or closed. */
  any: boolean;
  /** It may lie on the stage: there is one, and nobody's screen is shown there. */
  mayLie: boolean;
  onStage: boolean;
  /** Members have put an open one aside. */
  aside: boolean;
  lay: (onStage: boolean) => void;
}

/** A sheet that staff open comes to members by itself; staff themselves go on seeing everybody until they wish for it. */
export function useSheetPlace(state: SessionState, staff: boolean): SheetPlace {
  const [wish, setWish] = useState<{ sheet: WorksheetId; onStage: boolean } | null>(null);
  const newest = sheetsInOrder(state)[0];
  const id = newest?.worksheet_id;
  const comesByItself = newest !== undefined && !newest.closed && !staff;
  const wished = wish !== null && wish.sheet === id ? wish.onStage : comesByItself;
  const mayLie = newest !== undefined && sharerOf(state) === null;
  const lay = useCallback((onStage: boolean) => { if (id !== undefined) setWish({ sheet: id, onStage }); }, [id]);
  return { any: newest !== undefined, mayLie, onStage: mayLie && wished, aside: mayLie && comesByItself && !wished, lay };
}
