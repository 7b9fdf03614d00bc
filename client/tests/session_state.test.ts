// The client's mirror of the room's rules, held against what the server would tell somebody who has just come.
import { describe, expect, it } from "vitest";
import type { EventPayloads, SessionState } from "../src/protocol";
import { evolve } from "../src/session_state";
import recorded from "./session_logs.json?raw";

/** One viewer of a random session from one snapshot to the next, recorded by tests/rooms/record_logs.py. */
interface Log {
  viewer: string;
  start: SessionState;
  events: [keyof EventPayloads, EventPayloads[keyof EventPayloads]][];
  end: SessionState;
}

const logs = JSON.parse(recorded) as Log[];

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe("a client that replays events", () => {
  it.each(logs.map((log, index) => [index, log.viewer, log] as const))(
    "knows what a newcomer would be told (log %i, %s)",
    (_index, _viewer, log) => {
      const end = log.events.reduce((state, [name, event]) => evolve(state, name, frozen(event)), frozen(log.start));
      expect(end).toEqual(log.end);
      expect(Object.keys(end.seats)).toEqual(Object.keys(log.end.seats));
    },
  );

  it("hears of every event in the recorded logs", () => {
    const heard = new Set(logs.flatMap((log) => log.events.map(([name]) => name)));
    expect(heard.size).toBeGreaterThan(50);
  });
});

describe("an event that leaves nothing in the state", () => {
  it("gives back the same object, so that no view is drawn anew", () => {
    const state = logs[0]?.start;
    if (!state) throw new Error("no logs");
    expect(evolve(state, "ReactionShown", { seat_id: "seat-1", reaction: "heart" })).toBe(state);
  });
});
