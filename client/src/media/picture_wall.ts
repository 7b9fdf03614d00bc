// Hangs live pictures into the places that views offer, changes them without a gap, and knows how large each is.
import type { ShownPicture } from "../protocol";
import type { Pictures, WantedPicture } from "./media_context";
import { isFromNow, trackKey, type TrackKey } from "./slots";

/** Where a track comes from now: a stream, and the first frame that is the track's. */
export interface Carrier {
  stream: MediaStream;
  from: number | null;
}

interface Place {
  frame: HTMLElement;
  wanted: WantedPicture;
  onSeen: (seen: boolean) => void;
  shown: Hanging | null;
  arriving: Hanging | null;
  /** In CSS pixels; 0 while scrolled out of sight. */
  width: number;
  height: number;
  inSight: boolean;
}

interface Hanging {
  video: HTMLVideoElement;
  stream: MediaStream;
}

export class PictureWall implements Pictures {
  readonly #places = new Map<HTMLElement, Place>();
  readonly #find: (track: TrackKey) => Carrier | null;
  readonly #onShownChange: () => void;
  readonly #sizes = new ResizeObserver((entries) => {
    this.#measure(entries);
  });
  readonly #sight = new IntersectionObserver(
    (entries) => {
      this.#look(entries);
    },
    { rootMargin: "120px" },
  );

  /** `find` says what carries a track now; `onShownChange` is told when places or their sizes change. */
  constructor(find: (track: TrackKey) => Carrier | null, onShownChange: () => void) {
    this.#find = find;
    this.#onShownChange = onShownChange;
  }

  readonly hang: Pictures["hang"] = (frame, wanted, onSeen) => {
    const place: Place = {
      frame,
      wanted,
      onSeen,
      shown: null,
      arriving: null,
      width: 0,
      height: 0,
      inSight: true,
    };
    frame.dataset["fit"] = wanted.fit;
    this.#places.set(frame, place);
    this.#sizes.observe(frame);
    this.#sight.observe(frame);
    this.#fill(place);
    return () => {
      this.#places.delete(frame);
      this.#sizes.unobserve(frame);
      this.#sight.unobserve(frame);
      this.#clear(place);
      this.#onShownChange();
    };
  };

  /** What carries what has changed. */
  refresh(): void {
    for (const place of this.#places.values()) this.#fill(place);
  }

  /** Every track once, in the largest size it is shown in, the most wanted first; in device pixels. */
  shown(pixelRatio: number): ShownPicture[] {
    const largest = new Map<TrackKey, { picture: ShownPicture; priority: number }>();
    for (const { wanted, width, height, inSight } of this.#places.values()) {
      if (!inSight || width === 0) continue;
      const key = trackKey(wanted.seat, wanted.source);
      const picture = {
        seat_id: wanted.seat,
        source: wanted.source,
        width: Math.round(width * pixelRatio),
        height: Math.round(height * pixelRatio),
      };
      const before = largest.get(key);
      if (!before || before.picture.width < picture.width || before.priority < wanted.priority)
        largest.set(key, { picture, priority: wanted.priority });
    }
    return Array.from(largest.values())
      .sort(
        (a, b) =>
          b.priority - a.priority || b.picture.width * b.picture.height - a.picture.width * a.picture.height,
      )
      .map(({ picture }) => picture);
  }

  #fill(place: Place): void {
    const carrier = this.#find(trackKey(place.wanted.seat, place.wanted.source));
    if (!carrier) this.#clear(place);
    else if (place.shown?.stream === carrier.stream) this.#drop(place, "arriving");
    else if (place.arriving?.stream !== carrier.stream) this.#bring(place, carrier);
  }

  /** A second element, exchanged at its first right frame: changing an element's stream would show a gap, or the wrong face. */
  #bring(place: Place, { stream, from }: Carrier): void {
    this.#drop(place, "arriving");
    const video = makeVideo(stream, place.wanted.mirrored);
    const hanging = { video, stream };
    place.arriving = hanging;
    place.frame.append(video);
    onFrame(video, (timestamp) => {
      if (place.arriving !== hanging) return true;
      if (!isFromNow(timestamp, from)) return false;
      this.#drop(place, "shown");
      place.arriving = null;
      place.shown = hanging;
      delete video.dataset["arriving"];
      place.onSeen(true);
      return true;
    });
    void video.play().catch(() => undefined); // a muted picture plays, or its element is gone already
  }

  #clear(place: Place): void {
    this.#drop(place, "arriving");
    if (!place.shown) return;
    this.#drop(place, "shown");
    place.onSeen(false);
  }

  #drop(place: Place, which: "shown" | "arriving"): void {
    const hanging = place[which];
    if (!hanging) return;
    place[which] = null;
    hanging.video.srcObject = null;
    hanging.video.remove();
  }

  #measure(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      const place = this.#places.get(target as HTMLElement);
      if (place) Object.assign(place, { width: contentRect.width, height: contentRect.height });
    }
    this.#onShownChange();
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const place = this.#places.get(target as HTMLElement);
      if (place) place.inSight = isIntersecting;
    }
    this.#onShownChange();
  }
}

function makeVideo(stream: MediaStream, mirrored: boolean): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true; // sound has elements of its own
  video.playsInline = true;
  video.autoplay = true;
  video.disablePictureInPicture = true;
  video.dataset["arriving"] = "";
  if (mirrored) video.dataset["mirrored"] = "";
  video.srcObject = stream;
  return video;
}

/** Calls back with each frame's RTP timestamp (none for own pictures) until told that it was enough. */
function onFrame(video: HTMLVideoElement, seen: (timestamp: number | undefined) => boolean): void {
  const next: VideoFrameRequestCallback = (_now, { rtpTimestamp }) => {
    if (!seen(rtpTimestamp)) video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}
