// One of this person's own tracks: opened from the device, allowed by the room, carried by the peer connection.
import type { Capture } from "./capture";
import { DeviceError } from "./device_access";
import type { DeviceFault, OwnTrack } from "./media_context";

/** The room's part. Without one (green room, lobby) a track is for this page alone. */
export interface Gate {
  /** A refusal's code, or null when the room knows of the track. */
  publish: (onEntry: boolean) => Promise<string | null>;
  unpublish: () => void;
}

/** What the room knows of this track when one comes, or comes back: it may have been `closed` by staff meanwhile. */
export type Known = "new" | "open" | "closed" | "forgotten";

export interface OwnSourceParts {
  openDevice: () => Promise<Capture>;
  /** Why an open device ended by itself. */
  whyEnded: (device: MediaStreamTrack) => Promise<"unplugged" | "refused">;
  /** Another device takes over when this one is unplugged: right for a voice; a picture shows somewhere else. */
  takesOver: boolean;
  /** The track that is carried now, or none. */
  onTrack: (track: MediaStreamTrack | null) => void;
  /** State or fault changed. */
  onChange: () => void;
}

export class OwnSource {
  readonly #parts: OwnSourceParts;
  #gate: Gate | null = null;
  #state: OwnTrack["state"] = "off";
  #fault: DeviceFault | null = null;
  #capture: Capture | null = null;
  #tookOver: string | null = null;
  /** Counts openings, so that one overtaken by a close gives its device back. */
  #opening = 0;
  /** Open here, and the room has not been told for want of a connection. */
  #unheard = false;
  /** What is being opened is wanted in another way by now. */
  #outdated = false;

  constructor(parts: OwnSourceParts) {
    this.#parts = parts;
  }

  get track(): MediaStreamTrack | null {
    return this.#capture?.track ?? null;
  }

  /** For the views: a new object at each call. */
  view(): OwnTrack {
    return {
      state: this.#state,
      fault: this.#fault,
      silenced: this.#capture?.device.muted ?? false,
      tookOver: this.#tookOver,
      open: this.open,
      close: this.close,
      restore: () => this.change(),
    };
  }

  readonly open = async (): Promise<string | null> => {
    if (this.#state !== "off") return null;
    const opening = ++this.#opening;
    this.#outdated = false;
    this.#set("opening", null);
    const capture = await this.#open(opening);
    if (typeof capture === "string") {
      if (opening === this.#opening) this.#set("off", capture);
      return "device";
    }
    const code = (await this.#gate?.publish(false)) ?? null;
    if (code !== null || opening !== this.#opening) {
      capture.stop();
      if (opening === this.#opening) this.#set("off", null);
      return code;
    }
    this.#carry(capture);
    this.#set("on", null);
    if (this.#isOutdated()) await this.change();
    return null;
  };

  /** Acts here at once, then tells the room. */
  readonly close = (): void => {
    const wasOn = this.#state === "on";
    this.stop();
    if (wasOn) this.#gate?.unpublish();
  };

  /** Closes without telling the room: it knows, or is not to be asked. */
  stop(): void {
    this.#opening++;
    this.#drop();
    this.#tookOver = null;
    this.#set("off", this.#fault);
  }

  /** Another device of the same kind, or the same in another way, without the room noticing; `hidden`: what is sent
   *  until then is empty. */
  readonly change = async ({ hidden = false } = {}): Promise<void> => {
    if (this.#state !== "on") {
      this.#outdated = this.#state === "opening";
      this.#set(this.#state, null);
      return;
    }
    const opening = ++this.#opening;
    if (hidden && this.#capture) this.#capture.track.enabled = false;
    let capture = await this.#open(opening);
    if (capture === "busy" && opening === this.#opening) {
      this.#drop(); // phones give out one camera at a time
      capture = await this.#open(opening);
    }
    if (opening !== this.#opening) return;
    if (typeof capture === "string") {
      this.#end(capture);
      return;
    }
    this.#tookOver = null;
    this.#carry(capture);
    this.#set("on", null);
  };

  /** From now on the room is asked. A track ends up open here and there or in neither; what the room refuses is closed. */
  async enter(gate: Gate, known: Known = "new"): Promise<void> {
    this.#gate = gate;
    if (this.#state === "off" && known === "open") gate.unpublish();
    if (this.#state !== "on" || known === "open") return;
    if (known === "closed" && !this.#unheard) {
      this.stop();
      return;
    }
    const code = await gate.publish(known === "new");
    // Offline again: the next connection enters anew, and what is open stays so.
    this.#unheard = code === "offline";
    if (code !== null && code !== "already_published" && code !== "offline") this.stop();
  }

  leave(): void {
    this.#gate = null;
  }

  /** The device may be used again: what was said of it is no longer so. */
  forgive(fault: DeviceFault): void {
    if (this.#fault === fault) this.#set(this.#state, null);
  }

  /** A question, since it is answered anew after each wait. */
  #isOutdated(): boolean {
    return this.#outdated;
  }

  /** The device, or why there is none; one overtaken meanwhile is given back. */
  async #open(opening: number): Promise<Capture | DeviceFault> {
    try {
      const capture = await this.#parts.openDevice();
      if (opening === this.#opening) return capture;
      capture.stop();
      return "unknown";
    } catch (error) {
      return error instanceof DeviceError ? error.fault : "unknown";
    }
  }

  #carry(capture: Capture): void {
    this.#drop();
    this.#capture = capture;
    capture.device.addEventListener("ended", () => void this.#onEnded(capture));
    for (const event of ["mute", "unmute"])
      capture.device.addEventListener(event, () => {
        if (this.#capture === capture) this.#parts.onChange();
      });
    void capture.gaveUp.then((fault) => {
      if (this.#capture === capture) this.#end(fault);
    });
    this.#parts.onTrack(capture.track);
  }

  async #onEnded(capture: Capture): Promise<void> {
    if (this.#capture !== capture) return;
    const fault = await this.#parts.whyEnded(capture.device);
    if (this.#capture !== capture) return;
    if (fault === "unplugged" && this.#parts.takesOver) await this.#takeOver();
    else this.#end(fault);
  }

  async #takeOver(): Promise<void> {
    await this.change();
    if (this.#fault === "missing") this.#set("off", "unplugged");
    if (this.#state !== "on") return;
    this.#tookOver = this.#capture?.device.label ?? "";
    this.#parts.onChange();
  }

  #end(fault: DeviceFault): void {
    this.close();
    this.#set("off", fault);
  }

  #drop(): void {
    const capture = this.#capture;
    if (!capture) return;
    this.#capture = null;
    this.#parts.onTrack(null);
    capture.stop();
  }

  #set(state: OwnTrack["state"], fault: DeviceFault | null): void {
    this.#state = state;
    this.#fault = fault;
    this.#parts.onChange();
  }
}
