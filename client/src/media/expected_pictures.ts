// What a room that has not been drawn yet will most likely show. Drawing it takes longer than the way of a picture
// here, so the pictures are asked for first; as soon as the room is laid out, what it shows is told instead.
import type { SeatId, ShownPicture, Track } from "../protocol";

/** A full circle. */
const MOST_EXPECTED = 12;
/** The smallest layer comes first in any case, and is enough for the first glance. */
const SIZE = { width: 320, height: 180 };

/** Others' screens, then their cameras. */
export function expectedPictures(tracks: readonly Track[], me: SeatId): ShownPicture[] {
  const others = tracks.filter(({ seat_id }) => seat_id !== me);
  return (["screen", "camera"] as const)
    .flatMap((wanted) => others.filter(({ source }) => source === wanted))
    .slice(0, MOST_EXPECTED)
    .map(({ seat_id, source }) => ({ seat_id, source, ...SIZE }));
}
