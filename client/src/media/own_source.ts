// One of this person's own tracks: opened from the device, allowed by the room, carried by the peer connection.
import { DeviceError } from "./device_access";
import type { DeviceFault, OwnTrack } from "./media_context";

/** The room's part. Without one (green room, lobby) a track is for this page alone. */
export interface Gate {
  /** A refusal's code, or null when the room knows of the track. */
  publish: (onEntry: boolean) => Promise<string | null>;
  unpublish: () => void;
}

export interface OwnSourceParts {
  openDevice: () => Promise<MediaStreamTrack>;
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
  #track: MediaStreamTrack | null = null;
  /** Counts openings, so that one overtaken by a close gives its device back. */
  #opening = 0;

  constructor(parts: OwnSourceParts) {
    this.#parts = parts;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** For the views: a new object at each call. */
  view(): OwnTrack {
    return { state: this.#state, fault: this.#fault, open: this.open, close: this.close };
  }

  readonly open = async (): Promise<string | null> => {
    if (this.#state !== "off") return null;
    const opening = ++this.#opening;
    this.#set("opening", null);
    const track = await this.#openDevice(opening);
    if (typeof track === "string") return track;
    const code = (await this.#gate?.publish(false)) ?? null;
    if (code !== null || opening !== this.#opening) {
      track.stop();
      if (opening === this.#opening) this.#set("off", null);
      return code;
    }
    this.#carry(track);
    this.#set("on", null);
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
    this.#set("off", this.#fault);
  }

  /** Another device of the same kind, without the room noticing. */
  async change(): Promise<void> {
    if (this.#state !== "on") {
      this.#set(this.#state, null);
      return;
    }
    const opening = ++this.#opening;
    const track = await this.#openDevice(opening);
    if (typeof track === "string") {
      if (opening === this.#opening) this.#gate?.unpublish();
      return;
    }
    this.#carry(track);
    this.#set("on", null);
  }

  /** From now on the room is asked. An open track is offered to it; what it refuses is closed. */
  async enter(gate: Gate): Promise<void> {
    this.#gate = gate;
    if (this.#state !== "on") return;
    const code = await gate.publish(true);
    if (code !== null && code !== "already_published") this.stop();
  }

  leave(): void {
    this.#gate = null;
  }

  async #openDevice(opening: number): Promise<MediaStreamTrack | string> {
    try {
      const track = await this.#parts.openDevice();
      if (opening === this.#opening) return track;
      track.stop();
      return "device";
    } catch (error) {
      if (opening === this.#opening) {
        this.#drop();
        this.#set("off", error instanceof DeviceError ? error.fault : "unknown");
      }
      return "device";
    }
  }

  #carry(track: MediaStreamTrack): void {
    this.#drop();
    this.#track = track;
    track.addEventListener("ended", () => {
      if (this.#track !== track) return;
      this.close();
      this.#set("off", "unplugged");
    });
    this.#parts.onTrack(track);
  }

  #drop(): void {
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    this.#parts.onTrack(null);
    track.stop();
  }

  #set(state: OwnTrack["state"], fault: DeviceFault | null): void {
    this.#state = state;
    this.#fault = fault;
    this.#parts.onChange();
  }
}
