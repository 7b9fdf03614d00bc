// Where the seats stand around the circle: pure geometry in per cent of the box (`look/language.md` 5.3).

/** One place, from the inline start and the block start, in per cent. */
export interface Place {
  readonly inline: number;
  readonly block: number;
}

const CENTRE = { inline: 50, block: 51.5 };
const RADIUS = { inline: 40.5, block: 39 };

/** From so many seats on, only those around the speaker stand in the ring. */
export const MOST_IN_RING = 12;
const NEIGHBOURS = 5;

/** Clockwise from the top. Inline offsets mirror by themselves in right-to-left, where the ring runs the other way round. */
export function circlePlaces(seats: number): Place[] {
  return Array.from({ length: seats }, (_, index) => {
    const angle = (2 * Math.PI * index) / seats;
    return {
      inline: round(CENTRE.inline + RADIUS.inline * Math.sin(angle)),
      block: round(CENTRE.block - RADIUS.block * Math.cos(angle)),
    };
  });
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}

/** Who stands in the ring: everybody up to twelve; above that the five before and the five after the one in the middle. */
export function inRing<Seat>(seats: readonly Seat[], middle: number): Seat[] {
  if (seats.length <= MOST_IN_RING) return [...seats];
  const shown: Seat[] = [];
  for (let step = -NEIGHBOURS; step <= NEIGHBOURS; step += 1) {
    const seat = seats[(middle + step + seats.length) % seats.length];
    if (seat !== undefined) shown.push(seat);
  }
  return shown;
}
