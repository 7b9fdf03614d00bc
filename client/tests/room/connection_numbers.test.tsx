// The numbers of a person's connection: for staff, when they ask.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SessionHandle } from "../../src/session_context";
import { makeRoomSession, makeStaffEvening } from "../../src/views/room/room_fixtures";
import { faults, showRoom } from "./page";

it("shows staff who ask how a person's connection does", async () => {
  const user = userEvent.setup();
  const told = { round_trip_ms: 212.4, loss_to: 0.034, loss_from: 0, sending_bps: 1_240_000, limit_bps: 2_000_000 };
  const request = (() => Promise.resolve({ ok: { templates: [], connection: told } })) as SessionHandle["request"];
  showRoom({ session: makeRoomSession("staff", makeStaffEvening(), { request }) });
  await user.click(screen.getByRole("tab", { name: /People/ }));
  await user.click(within(screen.getByRole("grid", { name: /The circle/ })).getByRole("button", { name: "Actions for Jun" }));
  const card = await screen.findByRole("region", { name: "Jun, actions" });
  await user.click(within(card).getByRole("button", { name: "Connection in numbers" }));
  expect(await within(card).findByText("212 ms")).toBeTruthy();
  expect(within(card).getByText("3.4%")).toBeTruthy();
  expect(within(card).getByText("1.2 Mbit/s")).toBeTruthy();
  expect(await faults()).toEqual([]);
});
