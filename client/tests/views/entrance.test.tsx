import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Fixture } from "../../src/fixtures";
import type { DoorCode } from "../../src/protocol";
import { Ended } from "../../src/views/entrance/ended";
import { LinkFaultPage } from "../../src/views/entrance/link_fault";
import { en } from "../../src/words/en";
import { AXE_TIMEOUT_MS, brokenRules } from "./axe";

const nothing = () => undefined;

const CODES: (DoorCode | "link_unknown" | "link_expired" | "link_used_up" | "busy")[] = [
  "link_unknown",
  "link_expired",
  "link_used_up",
  "busy",
  "token_invalid",
  "token_expired",
  "token_not_yet_valid",
  "token_used",
  "seat_gone",
  "banned",
  "session_ended",
  "room_full",
  "room_locked",
  "protocol_unknown",
  "try_again",
];

test.each(CODES)("%s has words of its own, and its code for staff", (code) => {
  render(
    <Fixture>
      <LinkFaultPage code={code} numbers={null} onAgain={nothing} />
    </Fixture>,
  );
  expect(screen.getByRole("heading", { level: 1 }).textContent).not.toBe(en.entrance.faults.other.hero);
  expect(screen.getByText(`Code for staff: ${code}`)).toBeDefined();
});

test.each([
  ["busy", 1],
  ["unreachable", 1],
  ["link_expired", 0],
])("a page that says we keep trying does so: %s, %i times in a while", (code, times) => {
  vi.useFakeTimers();
  const onAgain = vi.fn();
  render(
    <Fixture>
      <LinkFaultPage code={code} numbers={null} onAgain={onAgain} />
    </Fixture>,
  );
  vi.advanceTimersByTime(20_000);
  expect(onAgain).toHaveBeenCalledTimes(times);
  vi.useRealTimers();
});

test("a code from a newer server still leads to a page", () => {
  render(
    <Fixture>
      <LinkFaultPage code="moon_phase" numbers={null} onAgain={nothing} />
    </Fixture>,
  );
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(en.entrance.faults.other.hero);
  expect(screen.getByText("Code for staff: moon_phase")).toBeDefined();
});

test(
  "who was removed reads the words of staff, and how to come back",
  async () => {
    const { container } = render(
      <Fixture>
        <Ended
          ending={{ kind: "removed", words: "Daniel will call you." }}
          numbers={null}
          onAgain={nothing}
        />
      </Fixture>,
    );
    expect(screen.getByText("Daniel will call you.")).toBeDefined();
    expect(screen.queryByText(/Staff asked you to step out/)).toBeNull();
    expect(screen.getByRole("button", { name: "Go back to the lobby" })).toBeDefined();
    expect(await brokenRules(container)).toEqual([]);
  },
  AXE_TIMEOUT_MS,
);

test("who was turned away is not blamed", () => {
  render(
    <Fixture>
      <Ended ending={{ kind: "turned_away", words: "" }} numbers={null} onAgain={nothing} />
    </Fixture>,
  );
  expect(screen.getByText("You did nothing wrong by coming.")).toBeDefined();
});
