// All media of this page in one place: own tracks, receiving, the wall of pictures. Lives as long as the page;
// before the room (green room, lobby) own tracks are for this page alone.
import type { NoticePayloads, SeatId, ShownPicture, Source } from "../protocol";
import { whenNetworkChanges } from "../network";
import type { SessionHandle } from "../session_context";
import { plain, type Capture } from "./capture";
import { Comfort } from "./comfort";
import { savingData } from "./data_saver";
import {
  canShareScreen,
  DeviceError,
  openBoth,
  openCamera,
  openMicrophone,
  openScreen,
  whyEnded,
} from "./device_access";
import { DeviceList } from "./device_list";
import { watchLeave } from "./leave_watch";
import { LevelMeter, playTestNotes } from "./level";
import { Encryption } from "./encryption/encryption";
import { SELF, type DeviceKind, type MediaHandle, type Quality } from "./media_context";
import { OwnSource, type Gate, type Known } from "./own_source";
import { PictureWall, type Carrier } from "./picture_wall";
import { Receiving } from "./receiving";
import { trackKey, type TrackKey } from "./slots";
import { RecentSpeakers } from "./recent_speakers";
import { SpeakerWindow } from "./speaker_window";
import { cameraWasOn, recall, remember, rememberCamera } from "./taste";
import { canChooseSpeaker, Voices } from "./voices";

/** What media needs of the session; `state` and `me` are read anew each time. */
export interface RoomLink {
  handle: () => SessionHandle | null;
  listen: SessionHandle["listen"];
  /** Calls back after each change of what `handle` tells. */
  subscribe: (watcher: () => void) => () => void;
  /** Another one than before: the session has moved to a process that knows of no tracks. */
  epoch: () => number;
  /** Asked for each peer: a relay's credentials do not last. */
  ice: () => RTCConfiguration;
}

type NoticeActs = { [Name in keyof NoticePayloads]?: (notice: NoticePayloads[Name]) => void };

const TELL_SHOWN_MS = 120;
const TELL_AGAIN_MS = 1_000;
/** As many as the server takes in one list. */
const MOST_SHOWN = 64;

export class Media {
  readonly #watchers = new Set<() => void>();
  readonly #devices = new DeviceList({
    onChange: () => {
      void this.#voices.setSpeaker(this.#devices.speaker);
      this.#changed();
    },
    onSpeakerGone: () => {
      this.#voices.hold();
    },
  });
  readonly #level = new LevelMeter();
  readonly #voices = new Voices(() => {
    this.#changed();
  });
  readonly #wall = new PictureWall(
    (track) => this.#find(track),
    () => {
      this.#tellShownSoon();
    },
  );
  readonly #receiving = new Receiving({
    offer: (sdp) =>
      this.#link?.handle()?.request("OfferMedia", { sdp }) ?? Promise.resolve({ error: { code: "offline" } }),
    report: (figures) => void this.#link?.handle()?.request("ReportMedia", figures),
    ownTracks: () => this.#ownTracks(),
    protection: () => this.#encryption?.protection ?? null,
    isOriginal: () => this.#comfort.isOriginal,
    onChange: () => {
      this.#wall.refresh();
      this.#speakerWindow.refresh();
      this.#adjustLoudness();
      this.#changed();
    },
    onStall: () => {
      const session = this.#link?.handle();
      if (session?.connection.kind === "open") session.tryNow(); // else it is known to be gone
    },
    onVoices: (streams) => {
      this.#voices.play(streams);
    },
  });
  readonly #comfort = new Comfort({
    reopen: (source, hidden) => void this.#own[source].change(hidden ? { hidden } : {}),
    onOriginal: () => {
      this.#receiving.renew();
    },
    onVolume: () => {
      this.#adjustLoudness();
    },
    onData: () => {
      this.#sendLayers();
      this.#tellShownSoon();
    },
    onChange: () => {
      this.#changed();
    },
  });
  readonly #speakerWindow = new SpeakerWindow({
    candidates: () => this.#othersBySpeech(),
    stream: (seat) => this.#find(trackKey(seat, "camera"))?.stream ?? null,
    onChange: () => {
      this.#tellShownSoon();
      this.#changed();
    },
  });
  readonly #own: Record<Source, OwnSource>;
  readonly #selfStreams = new Map<MediaStreamTrack, MediaStream>();
  /** Tracks that came along with another one: opened together, or a screen's sound. */
  readonly #ready = new Map<Source, MediaStreamTrack>();
  #link: RoomLink | null = null;
  #epoch: number | null = null;
  #encryption: Encryption | null = null;
  #unlisten: (() => void)[] = [];
  #speaking: ReadonlySet<SeatId> = new Set();
  readonly #recent = new RecentSpeakers();
  #layers: readonly string[] | null = null;
  #quality: ReadonlyMap<SeatId, Quality> = new Map();
  #soundOnly = recall("sound_only");
  #selfViewHidden = recall("self_view_hidden");
  #paused = false;
  #shownTimer: ReturnType<typeof setTimeout> | undefined;
  #shownTold = "";
  #handle: MediaHandle;
  readonly #notices: NoticeActs = {
    SlotsPointed: ({ slots }) => {
      this.#receiving.pointed(slots);
    },
    LayersWanted: ({ layers }) => {
      this.#layers = layers;
      this.#sendLayers();
    },
    Speaking: ({ seat_ids }) => {
      this.#speaking = new Set(seat_ids);
      this.#noteSpeakers(seat_ids);
      this.#changed();
    },
    QualityChanged: (notice) => {
      this.#setQuality(notice);
    },
    MediaLost: () => {
      this.#receiving.renewSoon();
      this.#offerAfresh();
    },
  };

  constructor() {
    this.#own = {
      microphone: this.#makeSource("microphone", () => this.#openMicrophone()),
      camera: this.#makeSource("camera", () => this.#openCamera()),
      screen: this.#makeSource("screen", () => this.#openScreen()),
      screen_sound: this.#makeSource("screen_sound", () => this.#openScreenSound()),
    };
    for (const kind of ["microphone", "camera"] as const)
      void watchLeave(kind, () => {
        this.#own[kind].forgive("refused");
      });
    this.#handle = this.#makeHandle();
    this.#devices.watch();
    document.addEventListener("visibilitychange", () => {
      this.#tellShownSoon();
    });
    whenNetworkChanges(() => {
      this.#receiving.doubt();
    });
  }

  /** For `useSyncExternalStore`. */
  readonly handle = (): MediaHandle => this.#handle;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly prepare = (): void => {
    this.#receiving.prepare();
  };

  /** Connects, and offers the room what is open. The microphone arrives off. */
  readonly enter = (link: RoomLink): void => {
    const isBack = this.#link !== null;
    this.#link = link;
    if (!isBack) {
      this.#own.microphone.close();
      if (cameraWasOn() && !this.#soundOnly && !this.#isAway()) void this.#own.camera.open();
      this.#unlisten = [
        link.listen("TrackUnpublished", ({ seat_id, source, by }) => {
          if (by !== "self" && seat_id === link.handle()?.me) this.#own[source].stop();
        }),
      ];
    }
    if (this.#isAway()) this.#pause();
    if (link.handle()?.state.settings.end_to_end_encrypted) this.#encrypt(link);
    this.#receiving.begin(link.ice);
    this.#offerAfresh();
  };

  /** A browser that cannot is turned back before the room (`visit`), and would build no peer: nothing goes out in the clear. */
  #encrypt(link: RoomLink): void {
    if (this.#encryption) this.#encryption.reconnected();
    else
      this.#encryption = new Encryption(link, () => {
        this.#changed();
      });
  }

  /** The process at the other end may be another one, which knows neither what is open here nor what is shown. */
  #offerAfresh(): void {
    this.#shownTold = "";
    this.#tellShownSoon();
    const known = this.#knownOfOwn();
    for (const source of Object.keys(this.#own) as Source[])
      void this.#own[source].enter(this.#gate(source), known(source));
  }

  #knownOfOwn(): (source: Source) => Known {
    const session = this.#link?.handle();
    const before = this.#epoch;
    this.#epoch = this.#link?.epoch() ?? null;
    if (before === null || !session) return () => "new";
    if (before !== this.#epoch) return () => "forgotten";
    const mine = session.state.tracks.filter(({ seat_id }) => seat_id === session.me);
    return (source) => (mine.some((track) => track.source === source) ? "open" : "closed");
  }

  /** For the door, which closes the rest. */
  readonly openSources = (): Source[] => [...this.#ownTracks().keys()];

  /** Out of the room, with everything closed. */
  leave(): void {
    for (const stop of this.#unlisten) stop();
    this.#unlisten = [];
    this.#link = null;
    this.#epoch = null;
    this.#paused = false;
    for (const source of Object.values(this.#own)) {
      source.leave();
      source.stop();
    }
    this.#receiving.end();
    this.#encryption?.end();
    this.#encryption = null;
    this.#speaking = new Set();
    this.#quality = new Map();
    this.#changed();
  }

  /** Notices that are not about media pass by. */
  readonly onNotice = <Name extends keyof NoticePayloads>(name: Name, notice: NoticePayloads[Name]): void => {
    const act: ((notice: NoticePayloads[Name]) => void) | undefined = this.#notices[name];
    act?.(notice);
  };

  #makeSource(source: Source, openDevice: () => Promise<Capture>): OwnSource {
    return new OwnSource({
      openDevice,
      whyEnded: source === "microphone" || source === "camera" ? whyEnded : () => Promise.resolve("unplugged"),
      takesOver: source === "microphone",
      onTrack: (track) => {
        this.#onOwnTrack(source, track);
      },
      onChange: () => {
        this.#changed();
      },
    });
  }

  #onOwnTrack(source: Source, track: MediaStreamTrack | null): void {
    this.#receiving.carry(source, track);
    if (source === "microphone") this.#level.listenTo(track);
    if (source === "camera") rememberCamera(track !== null);
    if (source === "screen" && !track) this.#own.screen_sound.close();
    if (source === "screen" && this.#ready.has("screen_sound")) void this.#own.screen_sound.open();
    this.#wall.refresh();
    if (track) void this.#devices.refresh(); // labels are told once a device is open
  }

  async #openMicrophone(): Promise<Capture> {
    const device =
      this.#take("microphone") ?? (await openMicrophone(this.#devices.chosen.microphone, this.#comfort.manner));
    return this.#comfort.dressMicrophone(device);
  }

  async #openCamera(): Promise<Capture> {
    const device =
      this.#take("camera") ?? (await openCamera(this.#devices.chosen.camera, this.#comfort.manner));
    return this.#comfort.dressCamera(device);
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

  readonly #openForTest = async (): Promise<void> => {
    if (!this.#soundOnly) {
      const both = await openBoth(this.#devices.chosen, this.#comfort.manner);
      for (const [source, track] of both) this.#ready.set(source, track);
    }
    await Promise.all([this.#own.microphone.open(), this.#soundOnly ? null : this.#own.camera.open()]);
  };

  #gate(source: Source): Gate {
    return {
      publish: async (onEntry) => {
        const answer = await this.#link?.handle()?.ask("Publish", { source, on_entry: onEntry });
        return answer ? (answer.error?.code ?? null) : "offline";
      },
      unpublish: () => void this.#link?.handle()?.ask("Unpublish", { source }),
    };
  }

  #ownTracks(): Map<Source, MediaStreamTrack> {
    const tracks = new Map<Source, MediaStreamTrack>();
    for (const [source, { track }] of Object.entries(this.#own) as [Source, OwnSource][])
      if (track) tracks.set(source, track);
    return tracks;
  }

  #find(track: TrackKey): Carrier | null {
    const me = this.#link?.handle()?.me ?? SELF;
    for (const source of ["camera", "screen"] as const) {
      if (track !== trackKey(SELF, source) && track !== trackKey(me, source)) continue;
      const own = this.#own[source].track;
      return own && { stream: this.#selfStream(own), from: null };
    }
    return this.#paused ? null : this.#receiving.carrier(track);
  }

  /** The same stream for the same track, so that its element stays. */
  #selfStream(track: MediaStreamTrack): MediaStream {
    const known = this.#selfStreams.get(track);
    if (known) return known;
    this.#selfStreams.clear();
    const stream = new MediaStream([track]);
    this.#selfStreams.set(track, stream);
    return stream;
  }

  #noteSpeakers(seats: readonly SeatId[]): void {
    this.#recent.note(seats);
    this.#speakerWindow.refresh();
    if (this.#comfort.dataSaver) this.#tellShownSoon();
  }

  /** The other seats, those who spoke last first. */
  #othersBySpeech(): SeatId[] {
    const session = this.#link?.handle();
    if (!session) return [];
    const seats = Object.keys(session.state.seats);
    const spoke = this.#recent.all.filter((seat) => seats.includes(seat));
    return [...spoke, ...seats.filter((seat) => !spoke.includes(seat))].filter((seat) => seat !== session.me);
  }

  /** Each seat's voice as loud as this person wants it. */
  #adjustLoudness(): void {
    this.#voices.setLoudness((stream) => {
      const seat = this.#receiving.heardOn(stream);
      return seat === null ? 1 : this.#comfort.loudness(seat);
    });
  }

  #sendLayers(): void {
    if (this.#layers) this.#receiving.send(this.#comfort.dataSaver ? ["l"] : this.#layers);
  }

  #setQuality({ seat_id, quality }: NoticePayloads["QualityChanged"]): void {
    const next = new Map(this.#quality);
    if (quality === "good") next.delete(seat_id);
    else next.set(seat_id, quality);
    this.#quality = next;
    this.#changed();
  }

  #isAway(): boolean {
    const handle = this.#link?.handle();
    const seat = handle?.state.seats[handle.me];
    return seat !== undefined && seat.away_since !== null;
  }

  readonly #pause = (): void => {
    this.#paused = true;
    for (const source of Object.values(this.#own)) source.stop();
    this.#voices.setSilent(true);
    this.#wall.refresh();
    this.#tellShownSoon();
    this.#changed();
  };

  readonly #resume = (): void => {
    this.#paused = false;
    this.#voices.setSilent(false);
    this.#wall.refresh();
    this.#tellShownSoon();
    this.#changed();
  };

  readonly #choose = async (kind: DeviceKind, id: string): Promise<void> => {
    this.#devices.choose(kind, id);
    if (kind !== "speaker") await this.#own[kind].change();
  };

  readonly #setSoundOnly = (on: boolean): void => {
    this.#soundOnly = on;
    remember("sound_only", on);
    if (on) this.#own.camera.close();
    this.#tellShownSoon();
    this.#changed();
  };

  readonly #setSelfViewHidden = (hidden: boolean): void => {
    this.#selfViewHidden = hidden;
    remember("self_view_hidden", hidden);
    this.#changed();
  };

  #tellShownSoon(): void {
    this.#tellShownIn(TELL_SHOWN_MS);
  }

  /** Which pictures this page shows; a page that nobody looks at shows none. */
  /** Never later than the first wish of several: while a room is drawn there are many. */
  #tellShownIn(milliseconds: number): void {
    if (this.#shownTimer !== undefined) return;
    this.#shownTimer = setTimeout(() => void this.#tellShown(), milliseconds);
  }

  async #tellShown(): Promise<void> {
    this.#shownTimer = undefined;
    const session = this.#link?.handle();
    if (!session || session.connection.kind !== "open") return;
    const pictures = this.#isBlind() ? [] : this.#wantedPictures(session.me);
    const told = JSON.stringify(pictures);
    if (told === this.#shownTold) return;
    this.#shownTold = told;
    const answer = await session.request("ShowPictures", { pictures });
    if (answer.error) {
      this.#shownTold = "";
      if (answer.error.code !== "offline") this.#tellShownIn(TELL_AGAIN_MS);
    }
  }

  #isBlind(): boolean {
    return this.#paused || (document.visibilityState === "hidden" && !this.#speakerWindow.isOpen);
  }

  #wantedPictures(me: SeatId): ShownPicture[] {
    const shown = this.#wall
      .shown(window.devicePixelRatio)
      .concat(this.#speakerWindow.shown)
      .filter(
        ({ seat_id, source }) =>
          seat_id !== me && seat_id !== SELF && !(this.#soundOnly && source === "camera"),
      );
    const wanted = this.#comfort.dataSaver ? savingData(shown, this.#recent.all) : shown;
    return wanted.slice(0, MOST_SHOWN);
  }

  #makeHandle(): MediaHandle {
    return {
      microphone: this.#own.microphone.view(),
      camera: this.#own.camera.view(),
      screen: this.#own.screen.view(),
      connected: this.#receiving.connected,
      speaking: this.#speaking,
      quality: this.#quality,
      level: this.#level,
      devices: this.#devices.devices,
      chosen: this.#devices.chosen,
      choose: this.#choose,
      canChooseSpeaker: canChooseSpeaker(),
      canShareScreen: canShareScreen(),
      encryption: this.#encryption?.view ?? null,
      soundOnly: this.#soundOnly,
      setSoundOnly: this.#setSoundOnly,
      selfViewHidden: this.#selfViewHidden,
      setSelfViewHidden: this.#setSelfViewHidden,
      openForTest: this.#openForTest,
      playTest: () => playTestNotes(this.#devices.chosen.speaker),
      needsTap: this.#voices.needsTap,
      startSound: () => this.#voices.start(),
      pause: this.#pause,
      stats: () => this.#receiving.stats(),
      resume: this.#resume,
      comfort: this.#comfort.view(),
      speakerWindow: this.#speakerWindow.view(),
      pictures: this.#wall,
    };
  }

  #changed(): void {
    this.#handle = this.#makeHandle();
    for (const watcher of this.#watchers) watcher();
  }
}
