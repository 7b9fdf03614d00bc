// The live regions of the room: what is told is on the page for a moment, and told again when it happens again.
import { act } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeRoomSession } from "../../src/views/room/room_fixtures";
import { TOLD_FOR_MS } from "../../src/views/room/narration/narrator";
import { PAUSE_MS } from "../../src/views/room/narration/polite_queue";
import { showRoom } from "./page";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const passes = (milliseconds: number) => { act(() => { vi.advanceTimersByTime(milliseconds); }); };
const told = (container: HTMLElement) => container.querySelector("[data-narrator='polite']")?.textContent;

it("takes back what was told, so that nobody reads an old call for help as a new one", () => {
  const session = makeRoomSession("staff");
  const { container } = showRoom({ session });
  session.tell("HelpAsked", { seat_id: "seat-jun", at: 0 });
  passes(PAUSE_MS);
  expect(told(container)).toBe("Jun asked for help, quietly.");
  session.tell("HelpClosed", { seat_id: "seat-jun" });
  passes(PAUSE_MS);
  expect(told(container)).toContain("Jun’s call for help is over.");
  passes(TOLD_FOR_MS);
  expect(told(container)).toBe("");
});

it("tells the same sentence twice when the same thing happens twice", () => {
  const session = makeRoomSession("staff");
  const { container } = showRoom({ session });
  session.tell("HelpAsked", { seat_id: "seat-jun", at: 0 });
  passes(PAUSE_MS);
  session.tell("HelpAsked", { seat_id: "seat-jun", at: 3 });
  passes(PAUSE_MS);
  const lines = [...container.querySelectorAll("[data-narrator='polite'] > *")].map((line) => line.textContent);
  expect(lines).toEqual(["Jun asked for help, quietly.", "Jun asked for help, quietly."]);
});
