import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Receiving } from "../../src/media/receiving";

/** jsdom has no peer connections: this one makes an offer and waits for an answer. */
vi.mock("../../src/media/peer", () => ({
  Peer: class {
    readonly connected = false;
    listen(): void {
      // It tells nothing.
    }
    readonly offer = "an offer";
    begin(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {
      // Nothing is open.
    }
  },
}));

let offers: number;
let receiving: Receiving;

beforeEach(async () => {
  vi.useFakeTimers();
  offers = 0;
  receiving = new Receiving({
    offer: () => {
      offers += 1;
      return Promise.resolve({ error: { code: "offline" } });
    },
    report: () => undefined,
    ownTracks: () => new Map(),
    protection: () => null,
    isOriginal: () => false,
    onChange: () => undefined,
    onStall: () => undefined,
    onVoices: () => undefined,
  });
  receiving.begin(() => ({}));
  await vi.advanceTimersByTimeAsync(0); // the first offer is refused; the next of its own would come after 1.5 s
});

afterEach(() => {
  receiving.end();
  vi.useRealTimers();
});

test("when the server lost the media of a group, its members offer anew within 300 ms, each at a moment of their own", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  receiving.renewSoon();
  await vi.advanceTimersByTimeAsync(149);
  expect(offers).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(offers).toBe(2);
});

test("what this page itself finds is mended at once", async () => {
  receiving.renew();
  await vi.advanceTimersByTimeAsync(0);
  expect(offers).toBe(2);
});

test("whoever left meanwhile offers nothing", async () => {
  receiving.renewSoon();
  receiving.end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(offers).toBe(1);
});
