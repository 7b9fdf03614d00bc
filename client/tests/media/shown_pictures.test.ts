import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ShownPictures } from "../../src/media/shown_pictures";
import type { ShownPicture } from "../../src/protocol";
import type { SessionHandle } from "../../src/session_context";

const ANA: ShownPicture = { seat_id: "ana", source: "camera", width: 640, height: 360 };
const BEN: ShownPicture = { seat_id: "ben", source: "camera", width: 320, height: 180 };

let wanted: ShownPicture[];
let told: ShownPicture[][];
let error: { code: string } | undefined;
let telling: ShownPictures;

beforeEach(() => {
  vi.useFakeTimers();
  wanted = [];
  told = [];
  error = undefined;
  const session = {
    me: "me",
    connection: { kind: "open" },
    request: (_: string, { pictures }: { pictures: ShownPicture[] }) => {
      told.push(pictures);
      return Promise.resolve(error ? { error } : { ok: {} });
    },
  } as unknown as SessionHandle;
  telling = new ShownPictures({ session: () => session, wanted: () => wanted });
});

afterEach(() => {
  vi.useRealTimers();
});

test("who comes into a room is sent the pictures that are laid out without a pause", async () => {
  telling.forget(); // the room is entered, and nothing is drawn
  wanted = [ANA, BEN];
  telling.soon();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([[ANA, BEN]]);
});

test("while pictures are shown, many changes are told at once", async () => {
  wanted = [ANA];
  telling.soon();
  await vi.advanceTimersByTimeAsync(0);
  for (const pictures of [[BEN], [ANA, BEN]]) {
    wanted = pictures;
    telling.soon();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(told).toEqual([[ANA]]);
  await vi.advanceTimersByTimeAsync(20);
  expect(told).toEqual([[ANA], [ANA, BEN]]);
});

test("what the server may have kept from before is told anew, also that nothing is shown", async () => {
  wanted = [ANA];
  telling.soon();
  await vi.advanceTimersByTimeAsync(0);
  wanted = [];
  telling.forget();
  await vi.advanceTimersByTimeAsync(120);
  expect(told).toEqual([[ANA], []]);
});

test("what the server did not take is told once more", async () => {
  error = { code: "busy" };
  wanted = [ANA];
  telling.soon();
  await vi.advanceTimersByTimeAsync(0);
  error = undefined;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([[ANA], [ANA]]);
});

test("what is told at once is not told again by the timer that waited", async () => {
  wanted = [ANA];
  telling.forget();
  telling.now();
  expect(told).toEqual([[ANA]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([[ANA]]);
});
