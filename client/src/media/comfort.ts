// What this person chose for their own comfort, and the devices opened by it: background, sound of the voice, data, and
// how loud each of the others is. Nothing of it is told to anybody.
import type { SeatId } from "../protocol";
import { plain, type Capture } from "./capture";
import { DeviceError, type Manner } from "./device_access";
import type { DeviceKind } from "./media_context";
import { recall, remember } from "./taste";
import { Volumes } from "./volumes";

/** voice: as browsers do it. quiet: more of the surroundings taken away. original: all of the sound, for music and bells. */
export type MicrophoneSound = "voice" | "quiet" | "original";

/** For the views. */
export interface ComfortView {
  blur: boolean;
  setBlur: (on: boolean) => void;
  /** False where the browser cannot tell a person from the background. */
  canBlur: boolean;
  sound: MicrophoneSound;
  setSound: (sound: MicrophoneSound) => void;
  /** The quiet sound was asked for and could not be had: the voice goes out as usual. */
  quietFailed: boolean;
  dataSaver: boolean;
  setDataSaver: (on: boolean) => void;
  /** How loud another is here, 0 … 100; for this visit. */
  volumeOf: (seat: SeatId) => number;
  setVolume: (seat: SeatId, volume: number) => void;
  /** False where the system alone sets how loud a page is (iPhone): then it is on or off. */
  canSetVolume: boolean;
}

export interface ComfortParts {
  /** Opens the device anew as it is wanted now, if it is open; `hidden`: with nothing to be seen until then. */
  reopen: (kind: Exclude<DeviceKind, "speaker">, hidden?: boolean) => void;
  /** The sound was set to or from "original": it is agreed on when a way to the server is built. */
  onOriginal: () => void;
  onVolume: () => void;
  /** Less or more data: other pictures are asked for, and fewer layers sent. */
  onData: () => void;
  onChange: () => void;
}

export class Comfort {
  readonly #parts: ComfortParts;
  readonly #volumes = new Volumes();
  readonly #canBlur = canBlur();
  readonly #canSetVolume = canSetVolume();
  #blur = recall("blur");
  #sound: MicrophoneSound = recall("quiet") ? "quiet" : "voice";
  #quietFailed = false;
  #dataSaver = recall("data_saver");

  constructor(parts: ComfortParts) {
    this.#parts = parts;
  }

  get dataSaver(): boolean {
    return this.#dataSaver;
  }

  get isOriginal(): boolean {
    return this.#sound === "original";
  }

  /** How devices are to be opened now. */
  get manner(): Manner {
    const size = this.#dataSaver ? "small" : this.#blur ? "medium" : "full";
    return { sound: this.#sound, size };
  }

  /** 0 … 1. */
  loudness(seat: SeatId): number {
    return this.#volumes.of(seat) / 100;
  }

  /** A new object at each call. */
  view(): ComfortView {
    return {
      blur: this.#blur,
      setBlur: this.#setBlur,
      canBlur: this.#canBlur,
      sound: this.#sound,
      setSound: this.#setSound,
      quietFailed: this.#quietFailed,
      dataSaver: this.#dataSaver,
      setDataSaver: this.#setDataSaver,
      volumeOf: (seat) => this.#volumes.of(seat),
      setVolume: this.#setVolume,
      canSetVolume: this.#canSetVolume,
    };
  }

  /** The camera as the others are to see it. Throws `DeviceError`: a blur that is wanted is never left out. */
  async dressCamera(device: MediaStreamTrack): Promise<Capture> {
    if (!this.#blur) return plain(device);
    try {
      if (!this.#canBlur) throw new Error("no WebGL 2 here");
      const { blurred } = await import("./effects/blur");
      return await blurred(device);
    } catch {
      device.stop();
      throw new DeviceError("no_blur");
    }
  }

  /** The microphone as the others are to hear it; without the quiet when that fails, and says so. */
  async dressMicrophone(device: MediaStreamTrack): Promise<Capture> {
    if (this.#sound !== "quiet") return plain(device);
    try {
      const { quieted } = await import("./effects/quiet");
      const { capture, failed } = await quieted(device);
      void failed.then(() => {
        this.#giveUpQuiet();
        this.#parts.reopen("microphone");
      });
      return capture;
    } catch {
      this.#giveUpQuiet();
      // The device was opened without the browser's own suppression, which is better than none.
      await device.applyConstraints({ noiseSuppression: true }).catch(() => undefined);
      return plain(device);
    }
  }

  #giveUpQuiet(): void {
    if (this.#sound !== "quiet") return;
    this.#sound = "voice";
    this.#quietFailed = true;
    this.#parts.onChange();
  }

  readonly #setBlur = (on: boolean): void => {
    this.#blur = on;
    remember("blur", on);
    this.#parts.onChange();
    this.#parts.reopen("camera", on);
  };

  /** The quiet is remembered; the original sound ends with the visit, for without headphones it brings an echo. */
  readonly #setSound = (sound: MicrophoneSound): void => {
    if (sound === this.#sound) return;
    const original = this.isOriginal || sound === "original";
    this.#sound = sound;
    this.#quietFailed = false;
    remember("quiet", sound === "quiet");
    this.#parts.onChange();
    this.#parts.reopen("microphone");
    if (original) this.#parts.onOriginal();
  };

  readonly #setDataSaver = (on: boolean): void => {
    this.#dataSaver = on;
    remember("data_saver", on);
    this.#parts.onChange();
    this.#parts.onData();
    this.#parts.reopen("camera");
  };

  readonly #setVolume = (seat: SeatId, volume: number): void => {
    this.#volumes.set(seat, volume);
    this.#parts.onVolume();
    this.#parts.onChange();
  };
}

/** It needs WebGL 2, which is a question of the graphics driver, too: without it, the segmentation would never begin. */
function canBlur(): boolean {
  if (!("WebGL2RenderingContext" in window && "OffscreenCanvas" in window)) return false;
  const drawing = document.createElement("canvas").getContext("webgl2");
  drawing?.getExtension("WEBGL_lose_context")?.loseContext();
  return drawing !== null && "captureStream" in HTMLCanvasElement.prototype;
}

/** iPhones take a page's volume for the system's business: what is set is not kept. */
function canSetVolume(): boolean {
  const element = document.createElement("audio");
  element.volume = 0.5;
  return element.volume === 0.5;
}
