// Where a sheet lies: on the stage for members as soon as it is opened, in the panel for staff until they wish otherwise.
import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { MediaHandle } from "../../src/media/media_context";
import { makeEvening, makeRoomSession } from "../../src/views/room/room_fixtures";
import { makeSheetSession, makeWorksheet } from "../../src/views/worksheet/worksheet_fixtures";
import { faults, showRoom, type ScreenKind } from "./page";

const TITLE = "Looking at a thought again";

function showWithSheet(viewer: "member" | "staff", changes: Parameters<typeof makeEvening>[0] = {}, screenKind: ScreenKind = "wide", media: Partial<MediaHandle> = {}) {
  const { request } = makeSheetSession({});
  const evening = makeEvening({ worksheets: { "sheet-1": makeWorksheet() }, ...changes });
  return showRoom({ session: makeRoomSession(viewer, evening, { request }), screen: screenKind, media });
}

const stage = () => screen.getByRole("main");

test("an open sheet comes to a member by itself, with the faces beside it", async () => {
  showWithSheet("member");
  expect(await within(stage()).findByRole("article", { name: TITLE })).toBeTruthy();
  expect(within(stage()).getByRole("grid", { name: /The circle/ })).toBeTruthy();
  expect(screen.queryByRole("tab", { name: "My sheet" })).toBeNull();
  expect(await faults()).toEqual([]);
});

test("a member puts the sheet aside and goes on with it later, also on a phone", async () => {
  const user = userEvent.setup();
  showWithSheet("member", {}, "phone");
  await within(stage()).findByRole("article", { name: TITLE });
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Put the sheet aside" }));
  expect(screen.queryByRole("article")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Go on with it" }));
  expect(await within(stage()).findByRole("article", { name: TITLE })).toBeTruthy();
});

test.each(["wide", "phone"] as const)("the speaker can be kept in sight while the sheet lies on the stage (%s)", async (kind) => {
  let toggled = 0;
  const toggle = () => { toggled += 1; return Promise.resolve(); };
  showWithSheet("member", {}, kind, { speakerWindow: { isOpen: false, toggle } });
  await userEvent.click(within(stage()).getByRole("button", { name: "Keep the speaker in sight" }));
  expect(toggled).toBe(1);
});

test("a browser without small windows has no button for one", () => {
  showWithSheet("member", {}, "wide", { speakerWindow: null });
  expect(screen.queryByRole("button", { name: "Keep the speaker in sight" })).toBeNull();
});

test("a closed sheet does not come by itself, and the tool brings it", async () => {
  const user = userEvent.setup();
  showWithSheet("member", { worksheets: { "sheet-1": makeWorksheet({ closed: true }) } });
  expect(screen.queryByRole("article")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Sheet" }));
  expect(await within(stage()).findByRole("article", { name: TITLE })).toBeTruthy();
});

test("a member whose sheet staff closed is told so, also on a phone, and can read it", async () => {
  const user = userEvent.setup();
  const { session } = showWithSheet("member", { worksheets: { "sheet-1": makeWorksheet({ closed: true }) } }, "phone");
  act(() => { session.tell("WorksheetClosed", { worksheet_id: "sheet-1" }); });
  expect(screen.getByText("Staff closed the sheet. It can still be read.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Read it" }));
  expect(await within(stage()).findByRole("article", { name: TITLE })).toBeTruthy();
  expect(screen.queryByText("Staff closed the sheet. It can still be read.")).toBeNull();
});

test("a shared screen has the stage to itself: the sheet is in the panel", async () => {
  const user = userEvent.setup();
  const evening = makeEvening();
  showWithSheet("member", { tracks: [...evening.tracks, { seat_id: "seat-miriam", source: "screen" }] });
  expect(screen.queryByRole("article")).toBeNull();
  await user.click(screen.getByRole("tab", { name: "My sheet" }));
  expect(await screen.findByRole("article", { name: TITLE })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Show it on the stage" })).toBeNull();
});

test("staff go on seeing everybody until they show the sheet on the stage", async () => {
  const user = userEvent.setup();
  showWithSheet("staff");
  expect(within(stage()).queryByText(TITLE)).toBeNull();
  await user.click(screen.getByRole("tab", { name: "Sheet" }));
  await user.click(await screen.findByRole("button", { name: "Show it on the stage" }));
  expect(await within(stage()).findByText(TITLE)).toBeTruthy();
  await user.click(within(stage()).getByRole("button", { name: "Put the sheet aside" }));
  expect(within(stage()).queryByText(TITLE)).toBeNull();
});
