import { act, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeRoomSession } from "../../src/views/room/room_fixtures";
import { playNetwork } from "../media/network";
import { showRoom } from "./page";

const TROUBLE = "Sound and picture do not come through. We keep trying.";

beforeEach(() => {
  playNetwork({ socket: true, open: ["direct"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a weak connection leads to the test", async () => {
  showRoom({ media: { quality: new Map([["seat-ana", "weak"]]) } });
  const slips = screen.getByRole("region", { name: "For you now" });
  await userEvent.click(within(slips).getByRole("button", { name: "Test the connection" }));
  const dialog = screen.getByRole("dialog", { name: "Connection test" });
  expect(await within(dialog).findByText("All is well")).toBeDefined();
});

test("the settings offer it, and it takes their place", async () => {
  showRoom();
  await userEvent.click(screen.getByRole("button", { name: "Settings" }));
  const part = screen.getByRole("heading", { name: "Something wrong with sound or picture?" });
  await userEvent.click(within(part.parentElement ?? document.body).getByRole("button", { name: "Test the connection" }));
  expect(screen.getAllByRole("dialog")).toHaveLength(1);
  expect(screen.getByRole("dialog", { name: "Connection test" })).toBeDefined();
});

test("a room whose sound and picture stay away says so after a while, not at once", () => {
  vi.useFakeTimers();
  showRoom({ media: { connected: false } });
  expect(screen.queryByText(TROUBLE)).toBeNull();
  act(() => { vi.advanceTimersByTime(15_000); });
  expect(screen.getByText(TROUBLE)).toBeDefined();
});

test("while the socket is gone the page that tells so is enough, and it offers the test", () => {
  vi.useFakeTimers();
  const session = makeRoomSession("member", undefined, { connection: { kind: "reconnecting", since: 0, attempt: 2 } });
  showRoom({ session, media: { connected: false } });
  act(() => { vi.advanceTimersByTime(15_000); });
  expect(screen.queryByText(TROUBLE)).toBeNull();
  expect(screen.getByRole("button", { name: "Test the connection" })).toBeDefined();
});
