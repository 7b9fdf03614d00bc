import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeEvening, makeRoomSession } from "../../src/views/room/room_fixtures";
import { FIXTURE_NOW } from "../../src/fixtures";
import { showRoom } from "./page";

const stage = () => document.querySelector("main > *");

test("on a phone the stage cannot be reached while the panel lies over it", async () => {
  showRoom({ screen: "phone" });
  expect(stage()?.hasAttribute("inert")).toBe(false);
  await userEvent.click(screen.getByRole("button", { name: "Chat" }));
  expect(stage()?.hasAttribute("inert")).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Close the panel" }));
  expect(stage()?.hasAttribute("inert")).toBe(false);
});

test("on a wide screen panel and stage stand side by side, and both can be reached", () => {
  showRoom();
  expect(screen.getByRole("complementary", { name: "Side panel" })).toBeDefined();
  expect(stage()?.hasAttribute("inert")).toBe(false);
});

test("a press on the stage that opens the panel takes the focus along, and closing gives it back", async () => {
  const state = makeEvening({ turn: { seat_id: "seat-ana", since: FIXTURE_NOW - 5 } });
  showRoom({ session: makeRoomSession("member", state), screen: "phone" });
  const type = screen.getByRole("button", { name: "I will type" });
  await userEvent.click(type);
  expect(document.activeElement).toBe(screen.getByRole("complementary", { name: "Side panel" }));
  await userEvent.click(screen.getByRole("button", { name: "Close the panel" }));
  await waitFor(() => { expect(document.activeElement).toBe(type); });
});

test("a connection lost behind the panel is still told, and its buttons are out of reach", async () => {
  const session = makeRoomSession("member", undefined, { connection: { kind: "reconnecting", since: 0, attempt: 2 } });
  showRoom({ session, screen: "phone" });
  expect(screen.getByRole("button", { name: "Try now" })).toBeDefined();
  await userEvent.keyboard("c");
  expect(screen.queryByRole("button", { name: "Try now" })).toBeNull();
  expect(screen.getByText("Your connection dropped. We are bringing you back.")).toBeDefined();
});
