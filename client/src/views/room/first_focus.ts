// Moves the focus into something that has just opened by a press, so that the next key acts there.
import { useEffect, useRef, type RefObject } from "react";

/** Put the ref on the part that opens; its first button or field gets the focus once. */
export function useFirstFocus<Element extends HTMLElement>(selector = "input, textarea, button"): RefObject<Element | null> {
  const part = useRef<Element>(null);
  useEffect(() => { part.current?.querySelector<HTMLElement>(selector)?.focus(); }, [selector]);
  return part;
}
