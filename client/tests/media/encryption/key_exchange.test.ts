import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SeatId } from "../../../src/protocol";
import { KeyExchange, type Envelope, type KeySeat } from "../../../src/media/encryption/key_exchange";
import { generationOf, LAST_STEP, readKeyId } from "../../../src/media/encryption/key_ids";
import type { SenderKey } from "../../../src/media/encryption/letters";
import { phraseOf } from "../../../src/media/encryption/phrase";

/** A room that passes letters as the server does, and the devices in it. */
class Room {
  readonly people = new Map<SeatId, Person>();
  readonly held = new Set<SeatId>();
  letters: { from: SeatId; to: SeatId }[] = [];

  async enter(seat: SeatId, order: number): Promise<Person> {
    const person = new Person(this, seat, order);
    this.people.set(seat, person);
    this.tellAll();
    await person.begin();
    await this.settle();
    return person;
  }

  async leave(seat: SeatId): Promise<void> {
    this.people.get(seat)?.exchange?.end();
    this.people.delete(seat);
    this.tellAll();
    await this.settle();
  }

  tellAll(): void {
    for (const person of this.people.values()) person.follow();
  }

  pass(from: SeatId, letters: readonly Envelope[]): boolean {
    if (!this.people.has(from) || this.held.has(from)) return false;
    if (letters.some(({ seat_id }) => !this.people.has(seat_id) || this.held.has(seat_id))) return false;
    for (const { seat_id, sealed } of letters) {
      this.letters.push({ from, to: seat_id });
      void this.people.get(seat_id)?.exchange?.receive(from, sealed);
    }
    return true;
  }

  /** Until nobody has anything more to do: an exchange works in order, so rubbish is read after all that came before. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      const before = this.letters.length;
      for (const { exchange } of this.people.values()) await exchange?.receive("nobody", new Uint8Array(0));
      if (this.letters.length > before) quiet = 0;
    }
  }

  async after(milliseconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await this.settle();
  }
}

class Person {
  exchange: KeyExchange | null = null;
  sends: SenderKey | null = null;
  readonly given: SenderKey[] = [];
  readonly forgotten: number[] = [];
  readonly room: Room;
  readonly seat: SeatId;
  readonly order: number;

  constructor(room: Room, seat: SeatId, order: number) {
    this.room = room;
    this.seat = seat;
    this.order = order;
  }

  async begin(): Promise<void> {
    this.exchange = await KeyExchange.begin(this.order, {
      pass: (letters) => Promise.resolve(this.room.pass(this.seat, letters)),
      sendWith: (key) => (this.sends = key),
      receiveWith: (key) => this.given.push(key),
      forget: (order) => this.forgotten.push(order),
      onChange: () => undefined,
    });
    this.follow();
  }

  follow(): void {
    const others = Array.from(this.room.people.values()).filter((other) => other !== this);
    this.exchange?.follow(
      new Map(others.map(({ seat, order }): [SeatId, KeySeat] => [seat, { order, held: this.room.held.has(seat) }])),
    );
  }

  /** Whether what `sender` sends now can be read here: with a key of that generation, at that step or before. */
  reads(sender: Person): boolean {
    const sent = sender.sends;
    if (!sent) return false;
    return this.given.some(
      ({ keyId }) =>
        generationOf(keyId) === generationOf(sent.keyId) && readKeyId(keyId).step <= readKeyId(sent.keyId).step,
    );
  }

  phrase(): Promise<number[]> {
    return phraseOf(this.exchange?.devices() ?? [], 10);
  }
}

describe("a key exchange", () => {
  let room: Room;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    room = new Room();
  });
  afterEach(() => {
    for (const person of room.people.values()) person.exchange?.end();
    vi.useRealTimers();
  });

  async function group(): Promise<[Person, Person, Person]> {
    return [await room.enter("mia", 0), await room.enter("ana", 1), await room.enter("ben", 2)];
  }

  it("gives everybody's key to everybody, and shows all the same words", async () => {
    const people = await group();
    for (const reader of people)
      for (const sender of people) if (reader !== sender) expect(reader.reads(sender)).toBe(true);
    const [first, ...others] = await Promise.all(people.map((person) => person.phrase()));
    for (const other of others) expect(other).toEqual(first);
    expect(people.map(({ exchange }) => exchange?.unknown())).toEqual([[], [], []]);
  });

  it("gives a newcomer no key that reads what was sent before", async () => {
    const [mia] = await group();
    const before = mia.sends;
    const theo = await room.enter("theo", 3);
    expect(theo.reads(mia)).toBe(true);
    const [given] = theo.given.filter(({ keyId }) => readKeyId(keyId).order === 0);
    expect(given && readKeyId(given.keyId).step).toBeGreaterThan(readKeyId(before?.keyId ?? 0).step);
    expect(given?.baseKey).not.toEqual(before?.baseKey);
  });

  it("makes new keys when somebody goes, a moment after they were given, so that no frame is lost", async () => {
    const [mia, ana, ben] = await group();
    const before = mia.sends;
    await room.leave("ben");
    expect(mia.forgotten).toEqual([2]);
    await room.after(200);
    expect(mia.sends).toBe(before); // given, and not yet sent with
    await room.after(1_100);
    expect(generationOf(mia.sends?.keyId ?? 0)).not.toBe(generationOf(before?.keyId ?? 0));
    expect([ana.reads(mia), mia.reads(ana), ben.reads(mia)]).toEqual([true, true, false]);
  });

  it("makes one new key when several go at once", async () => {
    await group();
    await room.enter("theo", 3);
    room.letters = [];
    await Promise.all([room.leave("ben"), room.leave("theo")]);
    await room.after(2_000);
    expect(room.letters).toHaveLength(2);
  });

  it("gives keys to a page that was loaded anew, and forgets the device that was there before", async () => {
    const [mia, ana] = await group();
    const before = await mia.phrase();
    ana.exchange?.end();
    const again = await room.enter("ana", 1);
    expect([again.reads(mia), mia.reads(again)]).toEqual([true, true]);
    expect(await mia.phrase()).not.toEqual(before);
    expect(await mia.phrase()).toEqual(await again.phrase());
  });

  it("brings what was missed to somebody who comes back from a lost connection", async () => {
    const [mia, ana] = await group();
    room.held.add("ana");
    room.tellAll();
    await room.leave("ben");
    await room.after(2_000);
    expect(ana.reads(mia)).toBe(false);
    room.held.delete("ana");
    room.tellAll();
    ana.exchange?.introduceAgain();
    await room.settle();
    await room.after(2_000);
    expect([ana.reads(mia), mia.reads(ana)]).toEqual([true, true]);
  });

  it("tries again when letters could not be passed", async () => {
    const mia = await room.enter("mia", 0);
    vi.spyOn(room, "pass").mockReturnValueOnce(false);
    const ana = await room.enter("ana", 1);
    expect(ana.reads(mia)).toBe(false);
    await room.after(1_100);
    expect([ana.reads(mia), mia.reads(ana)]).toEqual([true, true]);
  });

  it("begins a new era when the steps of one are used up", async () => {
    const mia = await room.enter("mia", 0);
    const era = readKeyId(mia.sends?.keyId ?? 0).era;
    for (let order = 1; order <= LAST_STEP + 1; order++) await room.enter(`seat-${order}`, order);
    await room.after(2_000);
    expect(readKeyId(mia.sends?.keyId ?? 0).era).not.toBe(era);
    for (const person of room.people.values()) if (person !== mia) expect(person.reads(mia)).toBe(true);
  });

  it("takes no key in another's name, and leaves letters of strangers and rubbish unread", async () => {
    const [mia, ana] = await group();
    const eve = new Person(room, "eve", 2); // says that she is Ben's seat
    await eve.begin();
    mia.given.length = 0;
    await eve.exchange?.receive("mia", new Uint8Array(3));
    const letters: Envelope[] = [];
    vi.spyOn(room, "pass").mockImplementation((_, all) => letters.push(...all) > 0);
    eve.exchange?.follow(new Map([["mia", { order: 0, held: false }]]));
    await room.settle();
    for (const { sealed } of letters) {
      await mia.exchange?.receive("eve", sealed);
      await mia.exchange?.receive("ana", Uint8Array.of(1, 2, 3));
    }
    expect(mia.given).toEqual([]);
    expect(await mia.phrase()).toEqual(await ana.phrase());
  });
});
