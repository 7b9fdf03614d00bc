// What is asked for when data is to be saved: a few small pictures, of those who speak. Pure.
import type { SeatId, ShownPicture } from "../protocol";

const MOST_CAMERAS = 4;
/** The height of the low layer: the server sends the smallest one that is large enough. */
const HEIGHT_PX = 180;

/** A shared screen stays as it is, for it is there to be read. `recent`: who spoke, the last one first. */
export function savingData(
  pictures: readonly ShownPicture[],
  recent: readonly SeatId[],
): ShownPicture[] {
  const rank = ({ seat_id }: ShownPicture) => (recent.includes(seat_id) ? recent.indexOf(seat_id) : recent.length);
  const screens = pictures.filter(({ source }) => source === "screen");
  const cameras = pictures.filter(({ source }) => source === "camera").sort((a, b) => rank(a) - rank(b));
  return [...screens, ...cameras.slice(0, MOST_CAMERAS).map(small)];
}

function small(picture: ShownPicture): ShownPicture {
  if (picture.height <= HEIGHT_PX) return picture;
  const width = Math.round((picture.width * HEIGHT_PX) / picture.height);
  return { ...picture, width, height: HEIGHT_PX };
}
