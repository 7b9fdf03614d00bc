// The moving picture of one seat, wherever a view wants it. Which stream carries it is `receiving`'s business.
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { SeatId } from "../protocol";
import { useMedia, type WantedPicture } from "./media_context";

interface PictureProps {
  seat: SeatId;
  source: WantedPicture["source"];
  priority?: number;
  mirrored?: boolean;
  fit?: WantedPicture["fit"];
  /** Drawn while no picture is seen: camera off, not yet arrived, or lost. */
  children?: ReactNode;
}

/** Fills its parent, which must be positioned. Its size on the page decides the layer that the server sends. */
export function Picture({
  seat,
  source,
  priority = 0,
  mirrored = false,
  fit = "cover",
  children,
}: PictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  const { pictures } = useMedia();
  useEffect(() => {
    if (!frame.current) return;
    return pictures.hang(frame.current, { seat, source, priority, mirrored, fit }, setSeen);
  }, [pictures, seat, source, priority, mirrored, fit]);
  return (
    <>
      <div ref={frame} className="picture" aria-hidden="true" data-seen={seen || undefined} />
      {!seen && children}
    </>
  );
}
