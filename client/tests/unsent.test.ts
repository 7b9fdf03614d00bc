// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { Unsent } from "../src/unsent";

const line = { text: "hello", channel: "room" } as const;

beforeEach(() => {
  sessionStorage.clear();
});

test("a line stays until the room has it", () => {
  const unsent = new Unsent(sessionStorage, "k");
  unsent.add("a", line);
  unsent.add("b", line);
  unsent.remove("a");
  expect(unsent.lines.map(({ clientId }) => clientId)).toEqual(["b"]);
});

test("lines come back after a reload, under the ids they had", () => {
  new Unsent(sessionStorage, "k").add("a", line);
  expect(new Unsent(sessionStorage, "k").lines).toEqual([{ clientId: "a", message: line, state: "sending" }]);
});

test("a refused line keeps its text and says why, until it is sent again", () => {
  const unsent = new Unsent(sessionStorage, "k");
  unsent.add("a", line);
  unsent.fail("a", "chat_closed");
  expect(unsent.lines[0]).toMatchObject({ state: "failed", code: "chat_closed", message: line });
  unsent.retry("a");
  expect(unsent.lines[0]).toEqual({ clientId: "a", message: line, state: "sending" });
});

test.each(["not json", "{}", "null"])("what is kept and is no list is passed over: %s", (text) => {
  sessionStorage.setItem("k", text);
  expect(new Unsent(sessionStorage, "k").lines).toEqual([]);
});

test("a full storage does not stop a line", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("", "QuotaExceededError");
    },
  };
  const unsent = new Unsent(full, "k");
  unsent.add("a", line);
  expect(unsent.lines).toHaveLength(1);
});
