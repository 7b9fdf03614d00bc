// Who is given which key, and when. A device introduces itself to everybody in the room; everybody answers with the
// key that they send with, sealed for that device. Knows seats, letters and time, but neither sockets nor frames.
//
// Somebody comes: senders ratchet forward, so that the newcomer cannot read what was sent before; who was there follows
// without being told. Somebody goes: senders make a key anew, give it to those who stay, and send with it a moment later.
import type { SeatId } from "../../protocol";
import { anyEra, generationOf, LAST_STEP, nextEra, readKeyId, writeKeyId } from "./key_ids";
import { makeDevice, readLetter, writeIntroduction, writeKey, type Device, type SenderKey } from "./letters";
import type { SeatedDevice } from "./phrase";
import { ratchet, type Bytes } from "./sframe";

/** Between the first who goes and new keys, in milliseconds: at the end of a group all go at once. */
const GATHER_MS = 150;
/** Between giving a new key and sending with it, so that it is there before the first frame. */
const OVERLAP_MS = 1_000;
const TRY_AGAIN_MS = 1_000;
const BASE_KEY_BYTES = 32;

/** A seat as far as keys are concerned. */
export interface KeySeat {
  order: number;
  /** Its connection is lost: nothing reaches it. */
  held: boolean;
}

export interface Envelope {
  seat_id: SeatId;
  sealed: Bytes;
}

export interface KeyExchangeParts {
  /** Passes letters on, all or none; says whether they were passed. */
  pass: (letters: Envelope[]) => Promise<boolean>;
  /** What own frames are encrypted with from now on. */
  sendWith: (key: SenderKey) => void;
  /** What somebody else's frames can be decrypted with, too. */
  receiveWith: (key: SenderKey) => void;
  /** This sender is gone. */
  forget: (order: number) => void;
  /** Which devices are known has changed. */
  onChange: () => void;
}

type Task = "rekey" | "switch" | "write";

interface Peer extends KeySeat {
  publicKey: Bytes | null;
  introduced: boolean;
  /** The newest generation of the own key that it was given. */
  given: number | null;
  /** Came after the own key's step began: is given none that it could read the past with. */
  isNew: boolean;
}

export class KeyExchange {
  readonly #parts: KeyExchangeParts;
  readonly #device: Device;
  readonly #order: number;
  readonly #peers = new Map<SeatId, Peer>();
  /** The newest own key; `#sending` follows it after a moment. */
  #own: SenderKey;
  #work: Promise<void> = Promise.resolve();
  #isFollowing = false;
  #isAboutToWrite = false;
  readonly #timers = new Map<Task, ReturnType<typeof setTimeout>>();
  #ended = false;

  /** `order`: the own place in the circle. */
  static async begin(order: number, parts: KeyExchangeParts): Promise<KeyExchange> {
    return new KeyExchange(order, parts, await makeDevice());
  }

  private constructor(order: number, parts: KeyExchangeParts, device: Device) {
    this.#order = order;
    this.#parts = parts;
    this.#device = device;
    this.#own = { keyId: writeKeyId({ order, era: anyEra(), step: 0 }), baseKey: randomKey() };
    parts.sendWith(this.#own);
  }

  /** All devices of which this one knows, itself included. */
  devices(): SeatedDevice[] {
    const others = Array.from(this.#peers.values(), ({ order, publicKey }) => ({ order, publicKey }));
    const known = others.filter((other): other is SeatedDevice => other.publicKey !== null);
    return [{ order: this.#order, publicKey: this.#device.publicKey }, ...known];
  }

  /** Seats of which no device has introduced itself. */
  unknown(): SeatId[] {
    return Array.from(this.#peers).flatMap(([seat, { publicKey }]) => (publicKey ? [] : [seat]));
  }

  /** Everybody else in the room now. The first time, this device introduces itself to all of them. */
  follow(seats: ReadonlyMap<SeatId, KeySeat>): void {
    const gone = Array.from(this.#peers.keys()).filter((seat) => !seats.has(seat));
    for (const seat of gone) this.#drop(seat);
    for (const [seat, { order, held }] of seats) {
      const peer = this.#peers.get(seat);
      if (peer) peer.held = held;
      else this.#peers.set(seat, makePeer(order, held, this.#isFollowing));
    }
    this.#isFollowing = true;
    if (gone.length > 0) this.#later("rekey", GATHER_MS, () => this.#rekey());
    this.#writeSoon();
  }

  /** After a lost connection letters may be missing, in both directions. */
  introduceAgain(): void {
    for (const peer of this.#peers.values()) peer.introduced = false;
    this.#writeSoon();
  }

  /** A letter from a seat in the room; from anybody else, and what is no letter, is left unread. */
  receive(sender: SeatId, sealed: Bytes): Promise<void> {
    return this.#inOrder(async () => {
      const letter = await readLetter(this.#device, sealed);
      const peer = this.#peers.get(sender);
      if (!letter || !peer || this.#ended) return;
      this.#meet(peer, letter.from);
      if (letter.key && readKeyId(letter.key.keyId).order === peer.order) this.#parts.receiveWith(letter.key);
      if (letter.isIntroduction) peer.given = null;
      this.#writeSoon();
    });
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #meet(peer: Peer, publicKey: Bytes): void {
    if (peer.publicKey && same(peer.publicKey, publicKey)) return;
    if (peer.publicKey) peer.isNew = true; // the same person with another device, or a page loaded anew
    peer.publicKey = publicKey;
    peer.given = null;
    this.#parts.onChange();
  }

  #drop(seat: SeatId): void {
    const peer = this.#peers.get(seat);
    this.#peers.delete(seat);
    if (peer) this.#parts.forget(peer.order);
    this.#parts.onChange();
  }

  /** A new random key: given to all at once, sent with a moment later. */
  async #rekey(): Promise<void> {
    const { order, era } = readKeyId(this.#own.keyId);
    this.#own = { keyId: writeKeyId({ order, era: nextEra(era), step: 0 }), baseKey: randomKey() };
    this.#nobodyIsNew();
    await this.#write();
    this.#later("switch", OVERLAP_MS, () => {
      this.#parts.sendWith(this.#own);
    });
  }

  /** One step forward, which those who have the key take by themselves. */
  async #ratchet(): Promise<void> {
    const { order, era, step } = readKeyId(this.#own.keyId);
    if (step === LAST_STEP) return this.#rekey();
    const keyId = writeKeyId({ order, era, step: step + 1 });
    this.#own = { keyId, baseKey: await ratchet(this.#own.baseKey) };
    this.#nobodyIsNew();
    if (!this.#timers.has("switch")) this.#parts.sendWith(this.#own);
  }

  #nobodyIsNew(): void {
    for (const peer of this.#peers.values()) peer.isNew = false;
  }

  #writeSoon(): void {
    if (this.#isAboutToWrite) return;
    this.#isAboutToWrite = true;
    void this.#inOrder(async () => {
      this.#isAboutToWrite = false;
      await this.#write();
    });
  }

  /** Writes to everybody who lacks something, in one go; an answer that is lost is written again. */
  async #write(): Promise<void> {
    if (this.#isKeyForNewcomers()) await this.#ratchet();
    const generation = generationOf(this.#own.keyId);
    const letters: Envelope[] = [];
    const then: (() => void)[] = [];
    for (const [seat_id, peer] of this.#peers) {
      const letter = await this.#letterFor(peer, generation);
      if (!letter) continue;
      letters.push({ seat_id, sealed: letter.sealed });
      then.push(letter.whenPassed);
    }
    if (letters.length === 0 || this.#ended) return;
    if (await this.#parts.pass(letters)) for (const act of then) act();
    else this.#later("write", TRY_AGAIN_MS, () => this.#write());
  }

  #isKeyForNewcomers(): boolean {
    return Array.from(this.#peers.values()).some(({ isNew, publicKey }) => isNew && publicKey !== null);
  }

  async #letterFor(
    peer: Peer,
    generation: number,
  ): Promise<{ sealed: Bytes; whenPassed: () => void } | null> {
    if (peer.held) return null;
    if (!peer.introduced) {
      const sealed = writeIntroduction(this.#device);
      const whenPassed = () => {
        peer.introduced = true;
        this.#writeSoon(); // a key may be due, too
      };
      return { sealed, whenPassed };
    }
    if (!peer.publicKey || peer.given === generation) return null;
    // A public key that is none belongs to nobody who could read an answer.
    const sealed = await writeKey(this.#device, peer.publicKey, this.#own).catch(() => null);
    const whenPassed = () => {
      peer.given = generation;
    };
    return sealed && { sealed, whenPassed };
  }

  /** One thing after the other: keys are made while letters come in. What fails is its asker's; the rest goes on. */
  #inOrder(act: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => (this.#ended ? undefined : act()));
    this.#work = done.catch(() => undefined);
    return done;
  }

  #later(what: Task, milliseconds: number, act: () => void | Promise<void>): void {
    clearTimeout(this.#timers.get(what));
    const timer = setTimeout(() => {
      this.#timers.delete(what);
      void this.#inOrder(async () => act());
    }, milliseconds);
    this.#timers.set(what, timer);
  }
}

/** Somebody who was there before this device expects its introduction; somebody who comes later brings one. */
function makePeer(order: number, held: boolean, isLater: boolean): Peer {
  return { order, held, publicKey: null, introduced: isLater, given: null, isNew: isLater };
}

function randomKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(BASE_KEY_BYTES));
}

function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
