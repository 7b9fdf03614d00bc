// Opened over the stage by a press there, the panel takes the focus, and gives it back when it closes.
import { useEffect, useRef, type RefObject } from "react";

/** Put the ref on the panel. Nothing happens while the stage can be reached, or when the press came from elsewhere. */
export function useFocusFromBelow(): RefObject<HTMLElement | null> {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    const below = document.activeElement?.closest("[inert]") ? (document.activeElement as HTMLElement) : null;
    if (!below) return;
    part.current?.focus();
    return () => { requestAnimationFrame(() => { below.focus(); }); }; // once the stage can be reached again
  }, []);
  return part;
}
