// Measures the stage and keeps the grid still: it is worked out anew only when seats come or go for good, when the panel
// opens or closes, or when the window changes; never because of a turn line, a voice or a camera.
import { useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useRoom } from "../room_context";
import { seatGrid, stageMeasures, type SeatGrid } from "./seat_grid";

/** The grid for so many seats in the element of `box`, which the seats must not stretch. */
export function useSeatGrid(box: RefObject<HTMLElement | null>, seats: number): SeatGrid | null {
  const { panelOpen } = useRoom();
  const [grid, setGrid] = useState<SeatGrid | null>(null);
  const columns = useRef<number | undefined>(undefined);
  const occasion = useRef("");

  const measure = useEffectEvent(() => {
    if (!box.current) return;
    const { clientWidth: width, clientHeight: height } = box.current;
    if (width === 0) return;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const stage = { width, height, ...stageMeasures({ width: innerWidth, height: innerHeight }, rem) };
    const now = `${seats}/${String(panelOpen)}/${innerWidth}×${innerHeight}`;
    const next = seatGrid(seats, stage, columns.current, now === occasion.current);
    occasion.current = now;
    columns.current = next.columns;
    setGrid((before) => (before && sameGrid(before, next) ? before : next));
  });

  useLayoutEffect(() => {
    measure();
    if (!box.current) return;
    const observer = new ResizeObserver(() => { measure(); });
    observer.observe(box.current);
    return () => { observer.disconnect(); };
  }, [box, seats, panelOpen]);
  return grid;
}

function sameGrid(one: SeatGrid, other: SeatGrid): boolean {
  return (
    one.columns === other.columns && one.scrolls === other.scrolls && Math.abs(one.seatWidth - other.seatWidth) < 0.5
  );
}
