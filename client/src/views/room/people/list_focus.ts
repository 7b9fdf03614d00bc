// Where the focus goes in the list of people when a card closes or a row leaves: never lost, never on another act.
import { useEffect, useRef, type RefObject } from "react";
import { useRoom, type ListPlace } from "../room_context";

/** Put the ref on what stands at this place; it takes the focus when the list is told to. */
export function useListFocus<Element extends HTMLElement>(place: ListPlace | null): RefObject<Element | null> {
  const part = useRef<Element>(null);
  const { focusPlace, focusTaken } = useRoom();
  const wanted = place !== null && focusPlace !== null && isSame(place, focusPlace);
  useEffect(() => {
    if (!wanted) return;
    part.current?.focus();
    focusTaken();
  }, [wanted, focusTaken]);
  return part;
}

function isSame(one: ListPlace, other: ListPlace): boolean {
  return typeof one === "object" && typeof other === "object" ? one.seat === other.seat : one === other;
}
