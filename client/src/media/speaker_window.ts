// A small window of the browser's with whoever speaks, which stays in sight while one reads or writes elsewhere.
import type { SeatId, ShownPicture } from "../protocol";

const WIDTH_PX = 640;
const HEIGHT_PX = 360;
const CLOSED_MS = 500;

export interface SpeakerWindowParts {
  /** Whom to show, the most wanted first: it goes to the first of them with a picture. */
  candidates: () => readonly SeatId[];
  /** The picture of a seat, if one comes. */
  stream: (seat: SeatId) => MediaStream | null;
  onChange: () => void;
}

export class SpeakerWindow {
  readonly #parts: SpeakerWindowParts;
  readonly #video = document.createElement("video");
  #seat: SeatId | null = null;
  #isOpen = false;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SpeakerWindowParts) {
    this.#parts = parts;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.addEventListener("leavepictureinpicture", () => {
      this.#set(false);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The picture it needs, whatever else the page shows. */
  get shown(): ShownPicture[] {
    if (!this.#isOpen || this.#seat === null) return [];
    return [{ seat_id: this.#seat, source: "camera", width: WIDTH_PX, height: HEIGHT_PX }];
  }

  /** For the views; null where the browser has no such window, or nobody is to be seen. */
  view(): { isOpen: boolean; toggle: () => Promise<void> } | null {
    if (!isPossible() || this.#seat === null) return null;
    return { isOpen: this.#isOpen, toggle: this.#toggle };
  }

  /** Somebody spoke, or what carries what has changed. A closed window can wait: while a room fills, its pictures cannot. */
  refresh(): void {
    if (this.#isOpen) {
      this.#refresh();
      return;
    }
    if (this.#refreshing !== undefined) return;
    this.#refreshing = setTimeout(() => {
      this.#refreshing = undefined;
      this.#refresh();
    }, CLOSED_MS);
  }

  #refresh(): void {
    const { candidates, stream: streamOf, onChange } = this.#parts;
    const seat = candidates().find((each) => streamOf(each) !== null) ?? null;
    const stream = seat === null ? null : streamOf(seat);
    if (seat !== this.#seat) {
      this.#seat = seat;
      onChange();
    }
    if (this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    if (stream) void this.#video.play().catch(() => undefined); // muted, or already another
  }

  readonly #toggle = async (): Promise<void> => {
    if (this.#isOpen) await document.exitPictureInPicture();
    else {
      await this.#video.requestPictureInPicture();
      this.#set(true);
    }
  };

  #set(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#parts.onChange();
  }
}

function isPossible(): boolean {
  return document.pictureInPictureEnabled && "requestPictureInPicture" in HTMLVideoElement.prototype;
}
