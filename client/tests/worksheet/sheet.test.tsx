import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import * as Y from "yjs";
import { expect, test } from "vitest";
import type { FixtureSession } from "../../src/fixtures";
import { Sheet } from "../../src/views/worksheet/sheet";
import { makeCopy, makeDocument, makePlace, makeSheetSession, makeWorksheet, SHARED, SheetFixture } from "../../src/views/worksheet/worksheet_fixtures";

const STAFF = { me: "seat-miriam", standing: "facilitator" } as const;

function show(session: FixtureSession, language: "en" | "es" = "en") {
  return render(<SheetFixture session={session} language={language}><main><Sheet /></main></SheetFixture>);
}

async function hasNoFault(): Promise<void> {
  // Colours are looked at in a real browser; jsdom computes none. What react-aria announced in an earlier test is not ours.
  const page = { include: [document.body], exclude: ["[data-live-announcer]"] };
  const { violations } = await axe.run(page, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

const askedFor = (session: FixtureSession, name: string) =>
  session.asked.filter((asked) => asked.name === name).map(({ payload }) => payload);

test("staff choose a sheet and how it is filled", async () => {
  const session = makeSheetSession({}, STAFF);
  show(session);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: /Looking at a thought again/ }));
  await user.click(screen.getByRole("radio", { name: "One sheet for all" }));
  await hasNoFault();
  await user.click(screen.getByRole("button", { name: "Put it on the table" }));
  expect(askedFor(session, "OpenWorksheet")).toEqual([{ template_id: "thought_record", mode: "shared" }]);
});

test("a member without a sheet is told that one will come", async () => {
  show(makeSheetSession({}));
  expect(await screen.findByText(/When staff open one/)).toBeTruthy();
  await hasNoFault();
});

test("a private answer is saved as one types, and stays with the person", async () => {
  const session = makeSheetSession({ worksheets: { "sheet-1": makeWorksheet() } });
  show(session);
  const user = userEvent.setup();
  await user.type(await screen.findByRole("textbox", { name: "What went through your mind?" }), "Too much");
  await waitFor(() => { expect(askedFor(session, "WriteField")).toEqual([{ worksheet_id: "sheet-1", field: "thought", value: "Too much" }]); });
  expect(await screen.findByText(/^Saved/)).toBeTruthy();
  expect(screen.getByText(/Only you can read your answers.*1 of 5/)).toBeTruthy();
  await hasNoFault();
});

test("one answer is shared with staff, and only after the newest words are saved", async () => {
  const session = makeSheetSession({
    worksheets: { "sheet-1": makeWorksheet() },
    copies: { "sheet-1/seat-ana": makeCopy("seat-ana", { values: { thought: "Too much" }, filled: ["thought"] }) },
  });
  show(session);
  const user = userEvent.setup();
  const thought = await screen.findByRole("textbox", { name: "What went through your mind?" });
  await user.type(thought, ".");
  await user.click(screen.getByRole("button", { name: "Share this answer" }));
  const dialog = await screen.findByRole("dialog", { name: "Who may read this answer?" });
  expect(within(dialog).getByRole("radio", { name: "Miriam and Daniel" })).toBeTruthy();
  await hasNoFault();
  await user.click(within(dialog).getByRole("button", { name: "Share with staff" }));
  await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  const names = session.asked.map(({ name }) => name);
  expect(names.indexOf("WriteField")).toBeLessThan(names.indexOf("ShareField"));
  expect(askedFor(session, "ShareField")).toEqual([{ worksheet_id: "sheet-1", field: "thought", readers: "staff" }]);
});

test("what was shared can be taken back, one answer or everything", async () => {
  const session = makeSheetSession({
    worksheets: { "sheet-1": makeWorksheet() },
    copies: {
      "sheet-1/seat-ana": makeCopy("seat-ana", {
        values: { thought: "Too much" }, filled: ["thought"], shared: { thought: { value: "Too much", readers: "group" } },
      }),
    },
  });
  show(session);
  const user = userEvent.setup();
  expect(await screen.findByText("Shared with the group")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Take it back" }));
  await user.click(screen.getByRole("button", { name: "Take everything back" }));
  expect(askedFor(session, "UnshareField")).toEqual([
    { worksheet_id: "sheet-1", field: "thought" },
    { worksheet_id: "sheet-1", field: null },
  ]);
});

test("staff see how far each copy is, and what was shared", async () => {
  const session = makeSheetSession(
    {
      worksheets: { "sheet-1": makeWorksheet() },
      copies: { "sheet-1/seat-ana": makeCopy("seat-ana", { filled: ["situation", "thought"], shared: { thought: { value: "Too much", readers: "staff" } } }) },
    },
    STAFF,
  );
  show(session);
  expect(await screen.findByRole("img", { name: "2 of 5 filled, 1 shared" })).toBeTruthy();
  expect(screen.getAllByRole("img", { name: "0 of 5 filled" })).toHaveLength(6);
  expect(screen.getByText("Too much")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Download what they share" })).toBeTruthy(); // staff have no copy
  await hasNoFault();
});

test("closing a sheet asks once", async () => {
  const session = makeSheetSession({ worksheets: { "sheet-1": makeWorksheet() } }, STAFF);
  show(session);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Close the sheet" }));
  expect(askedFor(session, "CloseWorksheet")).toEqual([]);
  await hasNoFault();
  await user.click(screen.getByRole("button", { name: "Close it" }));
  expect(askedFor(session, "CloseWorksheet")).toEqual([{ worksheet_id: "sheet-1" }]);
});

test("on a shared sheet words go out as Yjs updates and others' words come in, with their names", async () => {
  const before = makeDocument([[3, "minute", "Cold water"]]);
  const session = makeSheetSession({ worksheets: { "sheet-2": SHARED } }, { documents: { "sheet-2": before } });
  show(session);
  const user = userEvent.setup();
  const minute = await screen.findByRole("textbox", { name: "In the first minute" });
  expect(minute).toHaveProperty("value", "Cold water");
  await user.type(minute, "!");
  await waitFor(() => { expect(askedFor(session, "EditDocument")).toHaveLength(1); });
  const server = new Y.Doc();
  Y.applyUpdate(server, before);
  const [edit] = askedFor(session, "EditDocument") as [{ update: Uint8Array }];
  Y.applyUpdate(server, edit.update);
  expect(server.getText("minute").toJSON()).toBe("Cold water!");

  const after = makeDocument([[3, "minute", "Cold water"], [4, "ten", "Walk"]]);
  act(() => { session.tell("DocumentEdited", { worksheet_id: "sheet-2", seat_id: "seat-priya", update: after }); });
  expect(screen.getByRole("textbox", { name: "In the first ten minutes" })).toHaveProperty("value", "Walk");
  expect(screen.getByText(/Written by Priya/)).toBeTruthy();
  act(() => {
    const place = makePlace(after, "ten", 4);
    session.tell("CursorMoved", { worksheet_id: "sheet-2", seat_id: "seat-priya", field: "ten", anchor: place, head: place });
  });
  expect(document.querySelector(".caret")?.getAttribute("data-name")).toBe("Priya");
  expect(screen.getByText("Writing now:")).toBeTruthy();
  await hasNoFault();
});

test("bytes that are no cursor do no harm", async () => {
  const session = makeSheetSession({ worksheets: { "sheet-2": SHARED } });
  show(session);
  await screen.findByRole("textbox", { name: "In the first minute" });
  act(() => {
    const junk = new Uint8Array([255, 255, 1, 7]);
    session.tell("CursorMoved", { worksheet_id: "sheet-2", seat_id: "seat-priya", field: "ten", anchor: junk, head: junk });
  });
  expect(document.querySelector(".caret")).toBeNull();
});

test("an observer reads a shared sheet and cannot write on it", async () => {
  const session = makeSheetSession(
    { worksheets: { "sheet-2": SHARED } },
    { standing: "observer", documents: { "sheet-2": makeDocument([[3, "minute", "Cold water"]]) } },
  );
  show(session);
  expect(await screen.findByText("Cold water")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  await hasNoFault();
});

test("the sheet speaks Spanish", async () => {
  show(makeSheetSession({ worksheets: { "sheet-1": makeWorksheet() } }), "es");
  expect(await screen.findByText("Tu copia privada")).toBeTruthy();
  await hasNoFault();
});
