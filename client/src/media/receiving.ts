// Keeps one peer connection alive and knows what its slots carry. A lost one is replaced by a second, built beside the first.
import type { SeatId, SlotPointing, Source } from "../protocol";
import type { Answer } from "../session_context";
import type { FrameProtection } from "./encryption/frame_protection";
import { addUp, since, type Totals } from "./figures";
import { Peer, type OwnTracks } from "./peer";
import type { Carrier } from "./picture_wall";
import { waitBefore } from "../retry";
import { askForOriginalSound } from "./sdp";
import { point, seatOf, slotOf, type SlotTable, type TrackKey } from "./slots";
import { StallWatch } from "./stall";

/**
 * How long the old peer's last pictures may still hang where the new one has brought none yet. Longer would be a face
 * that stands still for no reason.
 */
const CHANGE_OVER_MS = 8_000;
const CONNECT_WITHIN_MS = 8_000;
const OFFER_AGAIN_MS = 1_500;
/** A way that failed sooner after the last failure failed with it: the next one waits longer. */
const CALM_MS = 15_000;
/** What the server loses it loses for a whole group: its members come back spread over this time. */
const SPREAD_MS = 300;
const LOOK_EVERY_MS = 500;
/** The server is told at every fourth look. */
const LOOKS_PER_REPORT = 4;
/** Looks further apart than this mean that the device slept. */
const SLEPT_MS = 5_000;

export interface ReceivingParts {
  /** Asks the server for the answer; `sdp` null means that there is no sound and picture here. */
  offer: (sdp: string) => Promise<Answer<{ sdp: string | null }>>;
  report: (figures: ReturnType<typeof since>) => void;
  ownTracks: () => OwnTracks;
  /** Of an end-to-end encrypted room. */
  protection: () => FrameProtection | null;
  /** The own voice is to go out with all of its sound; see `askForOriginalSound`. */
  isOriginal: () => boolean;
  /** What carries what has changed. */
  onChange: () => void;
  /** Media stands still: perhaps the network is gone, and the socket with it. */
  onStall: () => void;
  /** These streams are to sound from now on. */
  onVoices: (streams: readonly MediaStream[]) => void;
}

/** A peer and what its slots carry. */
interface Way {
  peer: Peer;
  table: SlotTable;
}

export class Receiving {
  readonly #parts: ReceivingParts;
  #ice: () => RTCConfiguration = () => ({});
  #way: Way | null = null;
  #next: Way | null = null;
  /** Pointings speak of `#next` once it is reachable. */
  #nextIsTold = false;
  #before: Way | null = null;
  /** Made before it was wanted. */
  #ready: Peer | null = null;
  #preparesDirect = false;
  #wanted = false;
  readonly #layers = new Map<Source, readonly string[]>();
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #looking: ReturnType<typeof setInterval> | undefined;
  #looks = 0;
  /** By the clock on the wall: others stand still while a device sleeps. */
  #lookedAt = 0;
  #reported: Totals | null = null;
  #failures = 0;
  #failedAt = -Infinity;
  readonly #stall = new StallWatch();

  constructor(parts: ReceivingParts) {
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#way?.peer.connected ?? false;
  }

  /** What the browser counts of the present peer, for a person's own report; null without one. */
  stats(): Promise<RTCStatsReport | null> {
    return this.#way?.peer.stats() ?? Promise.resolve(null);
  }

  /**
   * A peer will be wanted: builds it and its offer, which needs nothing from the server. `direct`: no relay will be
   * used, so that the offer can be taken up too.
   */
  prepare(direct: boolean): void {
    if (this.#wanted || this.#ready || !("setConfiguration" in RTCPeerConnection.prototype)) return;
    const peer = new Peer({}, null);
    this.#ready = peer;
    this.#preparesDirect = direct;
    peer.prepare(direct).catch(() => {
      if (this.#ready === peer) this.#ready = null;
    });
  }

  /** The network is another one now: addresses that were gathered are of the old one. */
  prepareAnew(): void {
    if (!this.#ready) return;
    this.#ready.close();
    this.#ready = null;
    this.prepare(this.#preparesDirect);
  }

  /** Builds the first peer, or after a lost socket a new one beside the old. Settles when an answer has been taken up, or
   *  there is none. */
  begin(ice: () => RTCConfiguration): Promise<void> {
    this.#ice = ice;
    this.#wanted = true;
    this.#lookedAt = Date.now();
    this.#looking ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
    return this.#build();
  }

  end(): void {
    this.#wanted = false;
    clearInterval(this.#looking);
    this.#looking = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const way of [this.#way, this.#next, this.#before]) way?.peer.close();
    this.#ready?.close();
    this.#ready = null;
    this.#way = this.#next = this.#before = null;
    this.#parts.onVoices([]);
    this.#parts.onChange();
  }

  /** This page found that media no longer flows. */
  renew(): void {
    if (this.#wanted && !this.#next) void this.#build();
  }

  /** The server told so, and told others in the same instant. */
  renewSoon(): void {
    this.#later(Math.random() * SPREAD_MS, () => {
      this.renew();
    });
  }

  /** The network changed, or the device woke up: media may be stalled without more signs. */
  doubt(): void {
    this.#stall.doubt(performance.now());
  }

  pointed(slots: readonly SlotPointing[]): void {
    const way = this.#nextIsTold ? this.#next : this.#way;
    if (!way) return;
    way.table = point(way.table, slots);
    this.#parts.onChange();
  }

  carrier(track: TrackKey): Carrier | null {
    return carrierIn(this.#way, track) ?? carrierIn(this.#before, track);
  }

  /** Whose sound a stream brings now, if anybody's. */
  heardOn(stream: MediaStream): SeatId | null {
    for (const way of [this.#way, this.#before])
      for (const { mid, carries } of way?.table.values() ?? [])
        if (carries !== null && way?.peer.stream(mid) === stream) return seatOf(carries);
    return null;
  }

  carry(source: Source, track: MediaStreamTrack | null): void {
    for (const way of [this.#way, this.#next]) void way?.peer.carry(source, track);
  }

  send(source: Source, layers: readonly string[]): void {
    this.#layers.set(source, layers);
    for (const way of [this.#way, this.#next]) void way?.peer.send(source, layers);
  }

  async #build(): Promise<void> {
    this.#next?.peer.close();
    const way: Way = { peer: this.#takePeer(), table: new Map() };
    way.peer.listen({
      onReachable: () => {
        this.#nextIsTold ||= this.#next === way;
      },
      onConnected: () => {
        if (this.#next === way) this.#changeOver(way);
      },
      onFailed: () => {
        this.#onFailed(way);
      },
    });
    this.#next = way;
    this.#nextIsTold = false;
    try {
      await this.#connect(way);
    } catch (fault) {
      if (this.#next === way) throw fault; // one that was closed meanwhile fails by right
    }
  }

  /** The one that is ready, unless this room encrypts: then its lines would go out in the clear. */
  #takePeer(): Peer {
    const ready = this.#ready;
    this.#ready = null;
    const protection = this.#parts.protection();
    if (ready && !protection) return ready;
    ready?.close();
    return new Peer(this.#ice(), protection);
  }

  async #connect(way: Way): Promise<void> {
    const { peer } = way;
    const offer = peer.offer ?? (await peer.makeOffer());
    const answering = this.#parts.offer(offer);
    await peer.begin(offer, this.#ice(), this.#parts.ownTracks());
    const answer = await answering;
    if (this.#next !== way) return;
    if (answer.error) {
      this.#giveUp(way);
      this.#later(OFFER_AGAIN_MS, () => {
        this.renew();
      });
    } else if (answer.ok.sdp === null) {
      this.#giveUp(way);
      this.#wanted = false;
    } else {
      await peer.accept(this.#parts.isOriginal() ? askForOriginalSound(answer.ok.sdp) : answer.ok.sdp);
      for (const [source, layers] of this.#layers) await peer.send(source, layers);
      this.#later(CONNECT_WITHIN_MS, () => {
        if (this.#next === way) this.#onFailed(way);
      });
    }
  }

  #changeOver(way: Way): void {
    this.#before?.peer.close();
    const before = this.#way;
    this.#before = before;
    this.#way = way;
    this.#next = null;
    this.#nextIsTold = false;
    this.#reported = null;
    this.#stall.restart(performance.now());
    this.#parts.onVoices(way.peer.voices());
    this.#parts.onChange();
    if (!before) return;
    this.#later(CHANGE_OVER_MS, () => {
      before.peer.close();
      if (this.#before === before) this.#before = null;
      this.#parts.onChange();
    });
  }

  #onFailed(way: Way): void {
    if (way === this.#next) this.#giveUp(way);
    else if (way !== this.#way) return;
    this.#parts.onChange();
    this.#buildAgain();
  }

  /** At once after the first failure; less and less often while one follows the other. */
  #buildAgain(): void {
    const now = performance.now();
    this.#failures = now - this.#failedAt > CALM_MS ? 1 : this.#failures + 1;
    this.#failedAt = now;
    const wait = waitBefore(this.#failures, Math.random());
    if (wait === 0) this.renew();
    else
      this.#later(wait, () => {
        this.renew();
      });
  }

  #giveUp(way: Way): void {
    way.peer.close();
    this.#next = null;
    this.#nextIsTold = false;
  }

  /** Twice a second: does something come? Now and then the server is told how well. */
  async #look(): Promise<void> {
    const slept = Date.now() - this.#lookedAt > SLEPT_MS;
    this.#lookedAt = Date.now();
    if (slept) this.doubt();
    const way = this.#way;
    if (!way || this.#next) return;
    const filled = Array.from(way.table.values()).filter(({ carries }) => carries !== null);
    const totals = addUp(await way.peer.stats(), new Set(filled.map(({ mid }) => mid)));
    if (this.#way !== way) return;
    if (++this.#looks % LOOKS_PER_REPORT === 0) {
      this.#parts.report(since(this.#reported, totals));
      this.#reported = totals;
    }
    if (!this.#stall.read({ at: performance.now(), bytesReceived: totals.bytes })) return;
    this.#parts.onStall();
    this.renew();
  }

  #later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

function carrierIn(way: Way | null, track: TrackKey): Carrier | null {
  const slot = way && slotOf(way.table, track);
  const stream = slot && way.peer.stream(slot.mid);
  return stream ? { stream, from: slot.from } : null;
}
