// All media of this page in one place: own tracks, receiving, the wall of pictures. Lives as long as the page;
// before the room (green room, lobby) own tracks are for this page alone.
import type { NoticePayloads, SeatId, ShownPicture, Source } from "../protocol";
import { whenNetworkChanges } from "../network";
import { Comfort } from "./comfort";
import { savingData } from "./data_saver";
import { canShareScreen } from "./device_access";
import { DeviceList } from "./device_list";
import { expectedPictures } from "./expected_pictures";
import { LevelMeter, playTestNotes } from "./level";
import { Encryption } from "./encryption/encryption";
import { SELF, type DeviceKind, type MediaHandle, type Quality } from "./media_context";
import { OwnSources } from "./own_sources";
import { PictureWall, type Carrier } from "./picture_wall";
import { Receiving } from "./receiving";
import type { RoomLink } from "./room_link";
import { ShownPictures } from "./shown_pictures";
import { trackKey, type TrackKey } from "./slots";
import { RecentSpeakers } from "./recent_speakers";
import { SpeakerWindow } from "./speaker_window";
import { cameraWasOn, recall, remember, rememberCamera } from "./taste";
import { canChooseSpeaker, Voices } from "./voices";

type NoticeActs = { [Name in keyof NoticePayloads]?: (notice: NoticePayloads[Name]) => void };

/** As many as the server takes in one list. */
const MOST_SHOWN = 64;
/** So long a room that is being drawn may take until it counts that it shows nothing. */
const DRAWN_WITHIN_MS = 2_000;

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
      this.#telling.soon();
    },
  );
  readonly #receiving = new Receiving({
    offer: (sdp) =>
      this.#link?.handle()?.request("OfferMedia", { sdp }) ?? Promise.resolve({ error: { code: "offline" } }),
    report: (figures) => void this.#link?.handle()?.request("ReportMedia", figures),
    ownTracks: () => this.#own.tracks(),
    protection: () => this.#encryption?.protection ?? null,
    isOriginal: () => this.#comfort.isOriginal,
    onChange: () => {
      this.#wall.refresh();
      this.#speakerWindow.refresh();
      this.#adjustLoudness();
      // Slots are pointed many times while a room fills, and no view asks what they carry: to draw it all again for
      // each would keep the pictures waiting.
      if (this.#receiving.connected !== this.#handle.connected) this.#changed();
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
    reopen: (source, hidden) => void this.#own.of[source].change(hidden ? { hidden } : {}),
    onOriginal: () => {
      this.#receiving.renew();
    },
    onVolume: () => {
      this.#adjustLoudness();
    },
    onData: () => {
      this.#sendLayers();
      this.#telling.soon();
    },
    onChange: () => {
      this.#changed();
    },
  });
  readonly #speakerWindow = new SpeakerWindow({
    candidates: () => this.#othersBySpeech(),
    stream: (seat) => this.#find(trackKey(seat, "camera"))?.stream ?? null,
    onChange: () => {
      this.#telling.soon();
      this.#changed();
    },
  });
  readonly #own = new OwnSources({
    link: () => this.#link,
    chosen: () => this.#devices.chosen,
    comfort: this.#comfort,
    onTrack: (source, track) => {
      this.#onOwnTrack(source, track);
    },
    onChange: () => {
      this.#changed();
    },
  });
  readonly #telling = new ShownPictures({
    session: () => this.#link?.handle() ?? null,
    wanted: (me) => (this.#isBlind() ? [] : this.#wantedPictures(me)),
  });
  #link: RoomLink | null = null;
  #encryption: Encryption | null = null;
  #unlisten: (() => void)[] = [];
  #speaking: ReadonlySet<SeatId> = new Set();
  readonly #recent = new RecentSpeakers();
  #layers: readonly string[] | null = null;
  #quality: ReadonlyMap<SeatId, Quality> = new Map();
  /** While the room is entered and nothing of it is drawn. */
  #expecting = false;
  #soundOnly = recall("sound_only");
  #selfViewHidden = recall("self_view_hidden");
  #paused = false;
  #handle: MediaHandle;
  readonly #notices: NoticeActs = {
    SlotsPointed: ({ slots }) => {
      this.#receiving.pointed(slots);
    },
    LayersWanted: ({ source, layers }) => {
      if (source === "screen") this.#receiving.send(source, layers);
      else {
        this.#layers = layers;
        this.#sendLayers();
      }
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
    this.#handle = this.#makeHandle();
    this.#devices.watch();
    document.addEventListener("visibilitychange", () => {
      this.#telling.soon();
    });
    whenNetworkChanges(() => {
      this.#receiving.doubt();
      this.#receiving.prepareAnew();
    });
  }

  /** For `useSyncExternalStore`. */
  readonly handle = (): MediaHandle => this.#handle;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly prepare = (direct: boolean): void => {
    this.#receiving.prepare(direct);
  };

  /** Connects, and offers the room what is open. The microphone arrives off. Settles as `Receiving.begin` does. */
  readonly enter = (link: RoomLink): Promise<void> => {
    const isBack = this.#link !== null;
    this.#link = link;
    if (!isBack) {
      this.#own.of.microphone.close();
      if (cameraWasOn() && !this.#soundOnly && !this.#isAway()) void this.#own.of.camera.open();
      this.#unlisten = [
        link.listen("TrackUnpublished", ({ seat_id, source, by }) => {
          if (by !== "self" && seat_id === link.handle()?.me) this.#own.of[source].stop();
        }),
      ];
    }
    if (this.#isAway()) this.#pause();
    if (link.handle()?.state.settings.end_to_end_encrypted) this.#encrypt(link);
    const answered = this.#receiving.begin(link.ice);
    this.#offerAfresh();
    if (!isBack) this.#expectPictures(answered);
    return answered;
  };

  /** Asks for pictures as soon as there is a way for them, not only when the room is drawn. */
  #expectPictures(answered: Promise<void>): void {
    this.#expecting = true;
    void answered.then(() => {
      this.#telling.now();
      setTimeout(() => {
        this.#expecting = false;
        this.#telling.soon();
      }, DRAWN_WITHIN_MS);
    });
  }

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
    this.#telling.forget();
    this.#own.enter();
  }

  /** For the door, which closes the rest. */
  readonly openSources = (): Source[] => [...this.#own.tracks().keys()];

  /** Out of the room, with everything closed. */
  leave(): void {
    for (const stop of this.#unlisten) stop();
    this.#unlisten = [];
    this.#link = null;
    this.#paused = false;
    this.#expecting = false;
    this.#own.leave();
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

  #onOwnTrack(source: Source, track: MediaStreamTrack | null): void {
    this.#receiving.carry(source, track);
    if (source === "microphone") this.#level.listenTo(track);
    if (source === "camera") rememberCamera(track !== null);
    this.#wall.refresh();
    if (track) void this.#devices.refresh(); // labels are told once a device is open
  }

  #find(track: TrackKey): Carrier | null {
    const me = this.#link?.handle()?.me ?? SELF;
    for (const source of ["camera", "screen"] as const) {
      if (track !== trackKey(SELF, source) && track !== trackKey(me, source)) continue;
      const stream = this.#own.stream(source);
      return stream && { stream, from: null };
    }
    return this.#paused ? null : this.#receiving.carrier(track);
  }

  #noteSpeakers(seats: readonly SeatId[]): void {
    this.#recent.note(seats);
    this.#speakerWindow.refresh();
    if (this.#comfort.dataSaver) this.#telling.soon();
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
    if (this.#layers) this.#receiving.send("camera", this.#comfort.dataSaver ? ["l"] : this.#layers);
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
    this.#own.stop();
    this.#voices.setSilent(true);
    this.#wall.refresh();
    this.#telling.soon();
    this.#changed();
  };

  readonly #resume = (): void => {
    this.#paused = false;
    this.#voices.setSilent(false);
    this.#wall.refresh();
    this.#telling.soon();
    this.#changed();
  };

  readonly #choose = async (kind: DeviceKind, id: string): Promise<void> => {
    this.#devices.choose(kind, id);
    if (kind !== "speaker") await this.#own.of[kind].change();
  };

  readonly #setSoundOnly = (on: boolean): void => {
    this.#soundOnly = on;
    remember("sound_only", on);
    if (on) this.#own.of.camera.close();
    this.#telling.soon();
    this.#changed();
  };

  readonly #setSelfViewHidden = (hidden: boolean): void => {
    this.#selfViewHidden = hidden;
    remember("self_view_hidden", hidden);
    this.#changed();
  };

  /** A page that nobody looks at shows nothing. */
  #isBlind(): boolean {
    return this.#paused || (document.visibilityState === "hidden" && !this.#speakerWindow.isOpen);
  }

  #wantedPictures(me: SeatId): ShownPicture[] {
    const onWall = this.#wall.shown(window.devicePixelRatio);
    if (onWall.length > 0) this.#expecting = false;
    const tracks = this.#link?.handle()?.state.tracks ?? [];
    const shown = (this.#expecting ? expectedPictures(tracks, me) : onWall)
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
      microphone: this.#own.of.microphone.view(),
      camera: this.#own.of.camera.view(),
      screen: this.#own.of.screen.view(),
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
      openForTest: () => this.#own.openForTest(!this.#soundOnly),
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
