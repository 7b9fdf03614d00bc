// One person's way through this page: link, green room, agreement, lobby, room, and out. Decides which of them is on;
// the views draw it, `app.tsx` chooses the view.
import type { Pass } from "./connection";
import type { RoomLink } from "./media/room_link";
import { forgetSeat, keepSeat, readSeat, type KeptSeat } from "./kept_seat";
import {
  describeRoom,
  LinkFault,
  linkKey,
  PASSING_FAULTS,
  readLink,
  takeToken,
  type Link,
  type RoomDescription,
} from "./link";
import { canEncrypt } from "./media/encryption/frame_protection";
import { iceConfiguration, iceServers, type Reach } from "./media/reach";
import type { CheckIn, EventPayloads, Goodbye, IceServer, NoticePayloads, Source } from "./protocol";
import { SessionStore } from "./session_store";

export type Stage =
  | { kind: "opening" }
  | { kind: "fault"; code: string }
  | { kind: "green_room" }
  | { kind: "agreement"; entry: Entry }
  /** The session store says whether that is the lobby or the room. */
  | { kind: "session" }
  | { kind: "over"; ending: Ending };

export type Ending =
  | { kind: "turned_away" | "removed" | "banned"; words: string }
  | { kind: "left" | "left_for_now" }
  | { kind: "session_ended"; why: EventPayloads["SessionEnded"]["why"] | null };

/** What the green room gives. */
export interface Entry {
  name: string;
  checkIn: CheckIn;
}

/** Codes after which the kept seat is of no more use, and the link may still be. */
const SEAT_IS_GONE = new Set(["seat_gone", "token_invalid", "token_expired", "token_used"]);

/** Who carries sound and picture. */
export interface MediaCarrier {
  /** Told of notices that are the media's business. */
  onNotice: <Name extends keyof NoticePayloads>(name: Name, notice: NoticePayloads[Name]) => void;
  /** Own tracks that are open. */
  openSources: () => Source[];
  /** A seat will be asked for: what takes time can be made ready. `direct`: there will be no relay. */
  prepare: (direct: boolean) => void;
  /** Admitted, or back after a lost connection: the connection is new, and so must be the media. Settles when the
   *  server's answer has been taken up, or there will be none. */
  enter: (link: RoomLink) => Promise<void>;
}

/** The green room is drawn first. */
const PREPARE_AFTER_MS = 300;
/** Nobody notices that a room is drawn so much later. */
const DRAW_ANYWAY_MS = 100;
/** The shortest life of a relay's credentials is five minutes. */
const RELAY_REFRESH_MS = 240_000;

export class Visit {
  #stage: Stage = { kind: "opening" };
  readonly #watchers = new Set<() => void>();
  #link: Link | null = null;
  #key = "";
  #kept: KeptSeat | null = null;
  #entry: Entry | null = null;
  /** What the green room gave and the server could not take: nobody is asked for it twice. */
  #unheard: Entry | null = null;
  #token = "";
  #askedTwice = false;
  #agreedVersion: number | null = null;
  #words = "";
  #why: EventPayloads["SessionEnded"]["why"] | null = null;
  #refreshing: ReturnType<typeof setInterval> | undefined;
  #media: MediaCarrier | null = null;
  description: RoomDescription | null = null;
  session: SessionStore | null = null;
  ice: RTCConfiguration = {};

  /** For `useSyncExternalStore`. */
  readonly stage = (): Stage => this.#stage;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Notices before that are of no use to anybody. */
  carryMedia(carrier: MediaCarrier): void {
    this.#media = carrier;
  }

  /** From the page's address to the green room, or straight back to the seat that this device holds. */
  async begin(fragment: string): Promise<void> {
    this.#go({ kind: "opening" });
    this.#link = readLink(fragment);
    if (!this.#link) {
      this.#go({ kind: "fault", code: "no_link" });
      return;
    }
    const key = await linkKey(this.#link);
    if (key !== this.#key) this.#unheard = null; // that was said to another room
    this.#key = key;
    this.#kept = readSeat(this.#key);
    if (this.#kept) this.#connect();
    await this.#describe(this.#link);
  }

  /** What the server says of the room; with a kept seat a fault here is no reason to stop. */
  async #describe(link: Link): Promise<void> {
    try {
      this.description = await describeRoom(link);
      if (this.description.end_to_end_encrypted && !canEncrypt()) {
        this.session?.connection.close();
        this.refuse("cannot_encrypt");
        return;
      }
      if (this.#kept || this.#stage.kind !== "opening") this.#tell();
      else if (this.#unheard) await this.enter(this.#unheard);
      else {
        this.#go({ kind: "green_room" });
        setTimeout(this.#prepareMedia, PREPARE_AFTER_MS);
      }
    } catch (fault) {
      if (!this.#kept) this.#fail(fault);
    }
  }

  /** Out of the green room: to the agreement if there is one, else in. */
  async enter(entry: Entry): Promise<void> {
    const agreement = this.description?.agreement;
    if (agreement && this.#agreedVersion !== agreement.version) this.#go({ kind: "agreement", entry });
    else await this.#join(entry);
  }

  /** The agreement was accepted, in the version that was shown. */
  async agree(entry: Entry): Promise<void> {
    this.#agreedVersion = this.description?.agreement?.version ?? null;
    await this.#join(entry);
  }

  /** This browser or this page cannot do what is needed: a code as of `words.entrance.faults`. */
  refuse(code: string): void {
    this.#go({ kind: "fault", code });
  }

  /** The ways to the server, told anew. A link that is spent opens no more, so then what it told before has to do. */
  readonly findReach = async (): Promise<Reach> => {
    try {
      if (!this.#link) throw new LinkFault("no_link");
      return await describeRoom(this.#link);
    } catch (fault) {
      const isSpent = fault instanceof LinkFault && fault.code !== "unreachable";
      if (isSpent && this.description) return this.description;
      throw fault;
    }
  };

  backToGreenRoom(): void {
    this.#unheard = null;
    this.#go({ kind: "green_room" });
  }

  /** Once more: with the kept seat if it is still there, or with what was not heard, else from the green room. */
  async again(): Promise<void> {
    this.session?.connection.close();
    this.session = null;
    await this.begin(window.location.hash);
  }

  async #join(entry: Entry): Promise<void> {
    if (!this.#link) return;
    this.#entry = entry;
    this.#go({ kind: "opening" });
    this.#unheard = null;
    try {
      this.#token = await takeToken(this.#link, entry.name);
      this.#connect();
    } catch (fault) {
      if (fault instanceof LinkFault && PASSING_FAULTS.has(fault.code)) this.#unheard = entry;
      this.#fail(fault);
    }
  }

  /** What takes time and needs nobody: a peer connection of many lines and its offer, which goes nowhere yet. */
  readonly #prepareMedia = (): void => {
    const { kind } = this.#stage;
    if (kind === "over" || kind === "fault" || this.description?.end_to_end_encrypted) return;
    this.#media?.prepare(this.description?.ice_servers.length === 0);
  };

  #connect(): void {
    this.#prepareMedia();
    this.session = new SessionStore(this.#key, () => this.#pass(), {
      onWelcome: (welcome) => {
        this.#onWelcome(welcome);
      },
      onAdmitted: () => {
        void this.#enterRoom();
      },
      onNotice: (name, notice) => {
        this.#media?.onNotice(name, notice);
      },
      onRefused: (code) => {
        this.#onRefused(code);
      },
      onGoodbye: (goodbye) => {
        this.#onGoodbye(goodbye);
      },
      onLeftForNow: () => {
        this.#end({ kind: "left_for_now" });
      },
    });
    this.session.listen("TurnedAway", ({ words }) => {
      this.#words = words;
    });
    this.session.listen("SeatRemoved", ({ words }) => {
      this.#words = words;
    });
    this.session.listen("SessionEnded", ({ why }) => {
      this.#why = why;
    });
    this.session.connection.open();
  }

  #pass(): Pass {
    if (this.#kept) {
      const { token, seat_id, secret } = this.#kept;
      return { token, resume: { seat_id, secret }, open: this.#media?.openSources() ?? [] };
    }
    if (!this.#entry) return { token: this.#token };
    return { token: this.#token, name: this.#entry.name, check_in: this.#entry.checkIn };
  }

  #onWelcome(welcome: NoticePayloads["Welcome"]): void {
    const { seat_id, session } = welcome.snapshot;
    this.#kept = { seat_id, secret: welcome.secret, token: this.#kept?.token ?? this.#token };
    keepSeat(this.#key, this.#kept);
    this.ice = iceConfiguration(welcome);
    this.#keepRelayFresh();
    const agreed = session.details[seat_id]?.agreement_version;
    if (this.#agreedVersion !== null && agreed !== this.#agreedVersion)
      void this.session?.connection.ask("AcceptAgreement", { version: this.#agreedVersion });
    if (welcome.snapshot.standing === "waiting" || this.#stage.kind === "session") {
      if (welcome.snapshot.standing !== "waiting") void this.#enterRoom();
      this.#go({ kind: "session" });
    } else void this.#enterAndDraw();
  }

  /** The way for media is found beside the page; so it is set out on, if that is soon, before the room is drawn. */
  async #enterAndDraw(): Promise<void> {
    const { session } = this;
    try {
      await Promise.race([this.#enterRoom(), new Promise((draw) => setTimeout(draw, DRAW_ANYWAY_MS))]);
    } finally {
      const isStillComing = this.#stage.kind !== "over" && this.#stage.kind !== "fault";
      if (this.session === session && isStillComing) this.#go({ kind: "session" });
    }
  }

  /** Before anything of the room is drawn: that takes longer than to ask for sound and picture. */
  async #enterRoom(): Promise<void> {
    if (!this.session) return;
    const { handle, listen, subscribe, epoch } = this.session;
    await this.#media?.enter({ handle, listen, subscribe, epoch, ice: () => this.ice });
  }

  /** Credentials of the relay open a way for some minutes only, and a peer may be made anew at any time. */
  #keepRelayFresh(): void {
    clearInterval(this.#refreshing);
    if (!this.ice.iceServers?.length) return;
    this.#refreshing = setInterval(() => void this.#refreshRelay(), RELAY_REFRESH_MS);
  }

  async #refreshRelay(): Promise<void> {
    const answer = await this.session?.connection.request<{ ice_servers: IceServer[] }, "GetTurnCredentials">(
      "GetTurnCredentials",
      {},
    );
    if (answer?.ok) this.ice = { ...this.ice, iceServers: iceServers(answer.ok.ice_servers) };
  }

  #onRefused(code: string): void {
    const hadSeat = this.#kept !== null;
    if (SEAT_IS_GONE.has(code) || code === "removed" || code === "turned_away") {
      forgetSeat(this.#key);
      this.#kept = null;
    }
    // The token may be spent and its welcome lost on the way: an invite gives another one, once.
    if (
      !hadSeat &&
      code === "token_used" &&
      this.#link?.kind === "invite" &&
      this.#entry &&
      !this.#askedTwice
    ) {
      this.#askedTwice = true;
      void this.#join(this.#entry);
      return;
    }
    // A kept seat that is gone leads back to the beginning, where the link may still open the lobby.
    if (hadSeat && SEAT_IS_GONE.has(code)) void this.again();
    // Who comes to the door of a group that is closed to them has not just left it.
    else if (code === "turned_away" || code === "removed" || (code === "banned" && hadSeat))
      this.#end({ kind: code, words: "" });
    else this.#go({ kind: "fault", code });
  }

  #onGoodbye({ code, come_back }: Goodbye): void {
    if (come_back) return; // the connection comes back by itself
    switch (code) {
      case "turned_away":
      case "removed":
      case "banned":
        this.#end({ kind: code, words: this.#words });
        break;
      case "session_ended":
        this.#end({ kind: code, why: this.#why });
        break;
      case "left":
        this.#end({ kind: "left" });
        break;
      case "resync":
      case "too_slow":
      case "flood":
      case "draining":
        this.#go({ kind: "fault", code: "try_again" });
        break;
    }
  }

  /** A removal can be undone for some seconds, so that seat is kept, and so is one that was left for now. */
  #end(ending: Ending): void {
    if (ending.kind !== "removed" && ending.kind !== "left_for_now") {
      forgetSeat(this.#key);
      this.#kept = null;
    }
    clearInterval(this.#refreshing);
    this.session?.connection.close();
    this.#go({ kind: "over", ending });
  }

  #fail(fault: unknown): void {
    this.#go({ kind: "fault", code: fault instanceof LinkFault ? fault.code : "other" });
  }

  #go(stage: Stage): void {
    this.#stage = stage;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
