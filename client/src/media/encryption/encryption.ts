// End-to-end encryption of one visit to a room: the frames, the keys, and the words by which people check them.
import type { SeatId } from "../../protocol";
import type { SessionHandle } from "../../session_context";
import { FrameProtection } from "./frame_protection";
import { KeyExchange, type KeySeat } from "./key_exchange";
import { phraseOf } from "./phrase";

/** Working out a phrase is made slow: while many come in, it waits, in milliseconds, for a pause. */
const GATHER_MS = 400;

/** What the views show. */
export interface EncryptionView {
  /** Where the words stand in the lists; null while they are worked out, or nobody else is here. */
  phrase: readonly number[] | null;
  /** Who has given no key: their sound and picture cannot be read here, nor ours there. */
  withoutKey: readonly SeatId[];
}

/** What encryption needs of the session; `handle` is read anew each time. */
export interface EncryptedRoom {
  handle: () => SessionHandle | null;
  /** Calls back after each change of what `handle` tells. */
  subscribe: (watcher: () => void) => () => void;
  listen: SessionHandle["listen"];
}

export class Encryption {
  readonly protection = new FrameProtection();
  readonly #session: () => SessionHandle | null;
  readonly #onChange: () => void;
  readonly #stop: () => void;
  #exchange: KeyExchange | null = null;
  #view: EncryptionView = { phrase: null, withoutKey: [] };
  /** Counts the tries at a phrase, so that one which was overtaken is not shown. */
  #changes = 0;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(room: EncryptedRoom, onChange: () => void) {
    this.#session = room.handle;
    this.#onChange = onChange;
    const stopWatching = room.subscribe(() => {
      this.#follow();
    });
    const stopListening = room.listen("KeyPassed", ({ sender, sealed }) => {
      this.#follow(); // the writer may have come in this very moment
      void this.#exchange?.receive(sender, new Uint8Array(sealed));
    });
    this.#stop = () => {
      stopWatching();
      stopListening();
    };
    void this.#begin();
  }

  get view(): EncryptionView {
    return this.#view;
  }

  /** The connection to the server is new. */
  reconnected(): void {
    this.#exchange?.introduceAgain();
    this.#follow();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#gathering);
    this.#stop();
    this.#exchange?.end();
    this.protection.end();
  }

  async #begin(): Promise<void> {
    const session = this.#session();
    const seat = session?.state.seats[session.me];
    if (!seat) return;
    const exchange = await KeyExchange.begin(seat.order, {
      pass: async (letters) => {
        const answer = await this.#session()?.ask("PassKeys", { letters });
        return answer?.ok !== undefined;
      },
      sendWith: (key) => {
        this.protection.sendWith(key);
      },
      receiveWith: (key) => {
        this.protection.receiveWith(key);
      },
      forget: (order) => {
        this.protection.forget(order);
      },
      onChange: () => {
        this.#phraseIsOld();
      },
    });
    if (this.#ended) return;
    this.#exchange = exchange;
    this.#follow();
  }

  #follow(): void {
    const session = this.#session();
    if (!session || !this.#exchange) return;
    const seats = new Map<SeatId, KeySeat>();
    for (const { seat_id, order, held_until } of Object.values(session.state.seats))
      if (seat_id !== session.me) seats.set(seat_id, { order, held: held_until !== null });
    this.#exchange.follow(seats);
    this.#show(this.#view.phrase);
  }

  #phraseIsOld(): void {
    this.#show(null);
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => void this.#workOutPhrase(++this.#changes), GATHER_MS);
  }

  async #workOutPhrase(change: number): Promise<void> {
    const devices = this.#exchange?.devices() ?? [];
    const phrase = devices.length > 1 ? await phraseOf(devices) : null;
    if (change === this.#changes && !this.#ended) this.#show(phrase);
  }

  #show(phrase: readonly number[] | null): void {
    const withoutKey = this.#exchange?.unknown() ?? [];
    const before = this.#view;
    if (phrase === before.phrase && withoutKey.join() === before.withoutKey.join()) return;
    this.#view = { phrase, withoutKey };
    this.#onChange();
  }
}
