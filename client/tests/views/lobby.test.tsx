import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import {
  Fixture,
  makeSession,
  makeSessionHandle,
  makeWaiting,
  type FixtureSession,
} from "../../src/fixtures";
import type { WaitingSeat } from "../../src/protocol";
import type { SessionHandle } from "../../src/session_context";
import { Lobby } from "../../src/views/lobby/lobby";
import { AXE_TIMEOUT_MS, brokenRules } from "./axe";

function show(
  waiting: Partial<WaitingSeat> = {},
  changes: Partial<SessionHandle> = {},
): { session: FixtureSession; container: HTMLElement } {
  const state = makeSession({
    seats: {},
    tracks: [],
    waiting: { "seat-ana": makeWaiting("seat-ana", "Ana", waiting) },
  });
  const session = makeSessionHandle({ standing: "waiting", state, ...changes });
  const { container } = render(
    <Fixture session={session}>
      <Lobby />
    </Fixture>,
  );
  return { session, container };
}

test("one is told to be in the right place, and who knows", () => {
  show();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("You are in the right place, Ana");
  expect(screen.getByText(/Miriam and Daniel know you are here/)).toBeDefined();
});

test("who comes late hears that the group has started", () => {
  show({ late: true });
  expect(screen.getByText("The group has started. You will be let in at a good moment.")).toBeDefined();
});

test("without staff nobody is said to know", () => {
  show({}, { staffNames: [] });
  expect(screen.getByText(/Staff are not here yet/)).toBeDefined();
});

test("a line to staff goes to the staff line of one's own seat", async () => {
  const { session } = show();
  await userEvent.type(screen.getByRole("textbox", { name: "Write to staff" }), "I am here{Enter}");
  expect(session.asked).toEqual([
    { name: "SendMessage", payload: { text: "I am here", channel: "staff_line", thread: "seat-ana" } },
  ]);
});

test("a line that was refused keeps its text, says why, and can be sent again", async () => {
  const again: string[] = [];
  show(
    {},
    {
      unsent: [
        {
          clientId: "c1",
          message: { text: "hello", channel: "staff_line" },
          state: "failed",
          code: "chat_closed",
        },
      ],
      sendAgain: (clientId) => {
        again.push(clientId);
      },
    },
  );
  expect(screen.getByText("hello")).toBeDefined();
  expect(screen.getByText(/The chat is closed for now/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Send again" }));
  expect(again).toEqual(["c1"]);
});

test("a lost connection is told, with a way on", () => {
  show({}, { connection: { kind: "reconnecting", since: 0, attempt: 2 } });
  expect(screen.getByText("Your place in the lobby is kept.")).toBeDefined();
  expect(screen.getByRole("button", { name: "Try now" })).toBeDefined();
});

test("the title of the window tells nothing", () => {
  show();
  expect(document.title).toBe("Lobby");
});

test(
  "axe finds nothing",
  async () => {
    const { container } = show();
    expect(await brokenRules(container)).toEqual([]);
  },
  AXE_TIMEOUT_MS,
);
