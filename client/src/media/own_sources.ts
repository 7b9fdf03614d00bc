// This person's own tracks together: opened from the devices, offered to the room, carried by whoever carries them.
import type { Source } from "../protocol";
import { plain, type Capture } from "./capture";
import type { Comfort } from "./comfort";
import { DeviceError, openBoth, openCamera, openMicrophone, openScreen, whyEnded } from "./device_access";
import { watchLeave } from "./leave_watch";
import type { DeviceKind } from "./media_context";
import { OwnSource, type Gate, type Known } from "./own_source";
import type { RoomLink } from "./room_link";

export interface OwnSourcesParts {
  /** The room, once there is one. */
  link: () => RoomLink | null;
  chosen: () => Readonly<Record<DeviceKind, string | null>>;
  comfort: Comfort;
  /** The track that this source carries now, or none. */
  onTrack: (source: Source, track: MediaStreamTrack | null) => void;
  /** State or fault of one of them changed. */
  onChange: () => void;
}

export class OwnSources {
  readonly #parts: OwnSourcesParts;
  readonly of: Readonly<Record<Source, OwnSource>>;
  readonly #streams = new Map<Source, MediaStream>();
  /** Tracks that came along with another one: opened together, or a screen's sound. */
  readonly #ready = new Map<Source, MediaStreamTrack>();
  #epoch: number | null = null;

  constructor(parts: OwnSourcesParts) {
    this.#parts = parts;
    this.of = {
      microphone: this.#make("microphone", () => this.#openMicrophone()),
      camera: this.#make("camera", () => this.#openCamera()),
      screen: this.#make("screen", () => this.#openScreen()),
      screen_sound: this.#make("screen_sound", () => this.#openScreenSound()),
    };
    for (const kind of ["microphone", "camera"] as const)
      void watchLeave(kind, () => {
        this.of[kind].forgive("refused");
      });
  }

  /** Those that are open. */
  tracks(): Map<Source, MediaStreamTrack> {
    const tracks = new Map<Source, MediaStreamTrack>();
    for (const [source, { track }] of this.#each()) if (track) tracks.set(source, track);
    return tracks;
  }

  /** The same stream for the same track, so that its element stays. */
  stream(source: Source): MediaStream | null {
    const { track } = this.of[source];
    if (!track) return null;
    const known = this.#streams.get(source);
    if (known?.getTracks()[0] === track) return known;
    const stream = new MediaStream([track]);
    this.#streams.set(source, stream);
    return stream;
  }

  /** Microphone and, if wanted, camera, with one question of the browser; what does not open has its fault. */
  async openForTest(withCamera: boolean): Promise<void> {
    if (withCamera) {
      const both = await openBoth(this.#parts.chosen(), this.#parts.comfort.manner);
      for (const [source, track] of both) this.#ready.set(source, track);
    }
    await Promise.all([this.of.microphone.open(), withCamera ? this.of.camera.open() : null]);
  }

  /** Offers the room what is open, or takes up again what it knows; also when another process came in the room's place. */
  enter(): void {
    const known = this.#known();
    for (const [source, own] of this.#each()) void own.enter(this.#gate(source), known(source));
  }

  /** Closes all; the room is not asked. */
  stop(): void {
    for (const [, own] of this.#each()) own.stop();
  }

  /** Out of the room, with everything closed. */
  leave(): void {
    this.#epoch = null;
    for (const [, own] of this.#each()) {
      own.leave();
      own.stop();
    }
  }

  #each(): [Source, OwnSource][] {
    return Object.entries(this.of) as [Source, OwnSource][];
  }

  #known(): (source: Source) => Known {
    const link = this.#parts.link();
    const session = link?.handle();
    const before = this.#epoch;
    this.#epoch = link?.epoch() ?? null;
    if (before === null || !session) return () => "new";
    if (before !== this.#epoch) return () => "forgotten";
    const mine = session.state.tracks.filter(({ seat_id }) => seat_id === session.me);
    return (source) => (mine.some((track) => track.source === source) ? "open" : "closed");
  }

  #gate(source: Source): Gate {
    const session = () => this.#parts.link()?.handle();
    return {
      publish: async (onEntry) => {
        const answer = await session()?.ask("Publish", { source, on_entry: onEntry });
        return answer ? (answer.error?.code ?? null) : "offline";
      },
      unpublish: () => void session()?.ask("Unpublish", { source }),
    };
  }

  #make(source: Source, openDevice: () => Promise<Capture>): OwnSource {
    return new OwnSource({
      openDevice,
      whyEnded: source === "microphone" || source === "camera" ? whyEnded : () => Promise.resolve("unplugged"),
      takesOver: source === "microphone",
      onTrack: (track) => {
        this.#parts.onTrack(source, track);
        if (source === "screen") this.#followScreen(track);
      },
      onChange: this.#parts.onChange,
    });
  }

  /** A screen's sound comes and goes with its picture. */
  #followScreen(picture: MediaStreamTrack | null): void {
    if (!picture) this.of.screen_sound.close();
    if (this.#ready.has("screen_sound")) void this.of.screen_sound.open();
  }

  async #openMicrophone(): Promise<Capture> {
    const { comfort, chosen } = this.#parts;
    const device = this.#take("microphone") ?? (await openMicrophone(chosen().microphone, comfort.manner));
    return comfort.dressMicrophone(device);
  }

  async #openCamera(): Promise<Capture> {
    const { comfort, chosen } = this.#parts;
    const device = this.#take("camera") ?? (await openCamera(chosen().camera, comfort.manner));
    return comfort.dressCamera(device);
  }

  async #openScreen(): Promise<Capture> {
    const { picture, sound } = await openScreen();
    if (sound) this.#ready.set("screen_sound", sound);
    return plain(picture);
  }

  #openScreenSound(): Promise<Capture> {
    const sound = this.#take("screen_sound");
    return sound ? Promise.resolve(plain(sound)) : Promise.reject(new DeviceError("missing"));
  }

  /** A track that came along with another one, once. */
  #take(source: Source): MediaStreamTrack | undefined {
    const track = this.#ready.get(source);
    this.#ready.delete(source);
    return track;
  }
}
