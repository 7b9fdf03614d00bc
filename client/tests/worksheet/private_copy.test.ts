import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../../src/session_context";
import { PrivateCopy } from "../../src/views/worksheet/private_copy";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const OK: Answer = { ok: {} };

test("an answer is saved after a pause in typing, once", async () => {
  const write = vi.fn(() => Promise.resolve(OK));
  const copy = new PrivateCopy(write);
  copy.type("thought", "a");
  copy.type("thought", "ab");
  expect(copy.saving.kind).toBe("saving");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(write.mock.calls).toEqual([["thought", "ab"]]);
  expect(copy.saving.kind).toBe("saved");
  expect(copy.typed("thought")).toBe("ab");
});

test("an answer that could not be sent is kept and sent again until it arrives", async () => {
  const answers: Answer[] = [{ error: { code: "offline" } }, { error: { code: "busy" } }, OK];
  const write = vi.fn(() => Promise.resolve(answers.shift() ?? OK));
  const copy = new PrivateCopy(write);
  copy.type("thought", "still here");
  await vi.advanceTimersByTimeAsync(700);
  expect(copy.saving.kind).toBe("waiting");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(write).toHaveBeenCalledTimes(3);
  expect(copy.saving.kind).toBe("saved");
});

test("words typed while others are on their way are sent after them", async () => {
  let arrive: (answer: Answer) => void = () => undefined;
  const write = vi.fn(() => new Promise<Answer>((resolve) => { arrive = resolve; }));
  const copy = new PrivateCopy(write);
  copy.type("thought", "one");
  await vi.advanceTimersByTimeAsync(700);
  copy.type("thought", "one two");
  arrive(OK);
  await vi.advanceTimersByTimeAsync(700);
  arrive(OK);
  await vi.advanceTimersByTimeAsync(700);
  expect(write.mock.calls).toEqual([["thought", "one"], ["thought", "one two"]]);
  expect(copy.saving.kind).toBe("saved");
});

test("what the room refuses for good is told and not tried again", async () => {
  const write = vi.fn((): Promise<Answer> => Promise.resolve({ error: { code: "worksheet_closed" } }));
  const copy = new PrivateCopy(write);
  copy.type("thought", "too late");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(write).toHaveBeenCalledOnce();
  expect(copy.saving).toEqual({ kind: "refused", code: "worksheet_closed" });
});
