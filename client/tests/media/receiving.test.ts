import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Receiving } from "../../src/media/receiving";

/** What was done with each peer that was built. */
const peers = vi.hoisted(() => [] as string[][]);
/** What the newest peer's connection would tell. */
const newest = vi.hoisted((): { onFailed: () => void } => ({ onFailed: () => undefined }));

/** jsdom has no peer connections: this one makes an offer and waits for an answer. */
vi.mock("../../src/media/peer", () => ({
  Peer: class {
    readonly connected = false;
    readonly #done: string[] = [];
    constructor() {
      peers.push(this.#done);
    }
    prepare(direct: boolean): Promise<void> {
      this.#done.push(direct ? "offer taken up" : "offer made");
      return Promise.resolve();
    }
    listen(listener: typeof newest): void {
      newest.onFailed = listener.onFailed;
    }
    readonly offer = "an offer";
    begin(): Promise<void> {
      this.#done.push("begun");
      return Promise.resolve();
    }
    accept(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {
      this.#done.push("closed");
    }
  },
}));

let offers: number;
let accepts: boolean;
let receiving: Receiving;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", class {
    setConfiguration(): void {
      // Chromium and Firefox have it.
    }
  });
  offers = 0;
  accepts = false;
  receiving = new Receiving({
    offer: () => {
      offers += 1;
      return Promise.resolve(accepts ? { ok: { sdp: "an answer" } } : { error: { code: "offline" } });
    },
    report: () => undefined,
    ownTracks: () => new Map(),
    protection: () => null,
    isOriginal: () => false,
    onChange: () => undefined,
    onStall: () => undefined,
    onVoices: () => undefined,
  });
  void receiving.begin(() => ({}));
  await vi.advanceTimersByTimeAsync(0); // the first offer is refused; the next of its own would come after 1.5 s
});

afterEach(() => {
  receiving.end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
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

test.each([
  [true, "offer taken up"],
  [false, "offer made"],
])("what was made ready (without a relay: %s) is what the room is entered with", async (direct, done) => {
  receiving.end();
  peers.length = 0;
  receiving.prepare(direct);
  receiving.prepare(direct);
  void receiving.begin(() => ({}));
  await vi.advanceTimersByTimeAsync(0);
  expect(peers).toEqual([[done, "begun", "closed"]]); // closed, since the offer is refused here
});

test("on another network it is made ready anew, and only if it was ready", () => {
  receiving.end();
  peers.length = 0;
  receiving.prepareAnew();
  expect(peers).toEqual([]);
  receiving.prepare(true);
  receiving.prepareAnew();
  expect(peers).toEqual([["offer taken up", "closed"], ["offer taken up"]]);
});

test("a way that fails is replaced at once, and less and less often while each one fails", async () => {
  accepts = true;
  receiving.renew();
  await vi.advanceTimersByTimeAsync(0);
  const after: number[] = [];
  for (let passed = 0; passed < 60_000; passed += 100) {
    const before = offers;
    newest.onFailed();
    await vi.advanceTimersByTimeAsync(100);
    if (offers > before) after.push(passed);
  }
  expect(after[0]).toBe(0);
  expect(after.length).toBeLessThan(30); // in a minute; without waits there would be hundreds
  expect(after.at(-1)).toBeGreaterThan(45_000); // and it goes on trying
});
