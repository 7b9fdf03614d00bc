import { act, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { MediaHandle } from "../../src/media/media_context";
import { makeEvening, makeRoomSession } from "../../src/views/room/room_fixtures";
import { faults, showRoom } from "./page";

const MISSED = /The shared screen does not get through/;

afterEach(() => {
  vi.useRealTimers();
});

test("a shared screen that gives way to the voices is missed in words, after a moment, until it comes back", async () => {
  vi.useFakeTimers();
  let seeScreen: (seen: boolean) => void = () => undefined;
  const pictures: MediaHandle["pictures"] = {
    hang: (_frame, { source }, onSeen) => {
      if (source === "screen") seeScreen = onSeen;
      return () => undefined;
    },
  };
  const evening = makeEvening({ turn: null, hands: [] });
  const tracks = [...evening.tracks, { seat_id: "seat-miriam", source: "screen" as const }];
  showRoom({ session: makeRoomSession("member", { ...evening, tracks }), media: { pictures } });
  expect(screen.queryByText(MISSED)).toBeNull();
  act(() => { vi.advanceTimersByTime(5_000); });
  expect(screen.getByText(MISSED)).toBeDefined();
  vi.useRealTimers();
  expect(await faults()).toEqual([]);
  act(() => { seeScreen(true); });
  expect(screen.queryByText(MISSED)).toBeNull();
});
