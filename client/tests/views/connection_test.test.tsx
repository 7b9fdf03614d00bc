import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Fixture, FIXTURE_REACH } from "../../src/fixtures";
import { LinkFault } from "../../src/link";
import type { FindReach, Reach } from "../../src/media/reach";
import { ConnectionTest } from "../../src/views/connection/connection_test";
import type { Language } from "../../src/words/words";
import { playNetwork } from "../media/network";
import { AXE_TIMEOUT_MS, brokenRules } from "./axe";

const WITH_RELAY: Reach = {
  ...FIXTURE_REACH,
  ice_servers: [{ urls: ["turn:relay", "turns:relay"], username: "u", credential: "c" }],
};

function show(findReach: FindReach = () => Promise.resolve(FIXTURE_REACH), language: Language = "en") {
  let closed = 0;
  render(
    <Fixture findReach={findReach} language={language}>
      <ConnectionTest
        isOpen
        onClose={() => {
          closed += 1;
        }}
      />
    </Fixture>,
  );
  return { closed: () => closed };
}

/** The sign at the end of a way's line. */
const sign = async (way: string, word: string) =>
  within((await screen.findByText(way)).closest("li") ?? document.body).findByText(word);

test("an open network is told to be well, and its lines say so", async () => {
  playNetwork({ socket: true, open: ["direct"] });
  show();
  expect(await screen.findByText("All is well")).toBeDefined();
  expect(await sign("UDP to the server", "Open")).toBeDefined();
});

test("what is blocked is named, and what may help stands below", async () => {
  playNetwork({ socket: true, open: [] });
  show(() => Promise.resolve(WITH_RELAY));
  expect(await screen.findByText("Sound and picture do not get through")).toBeDefined();
  for (const way of ["UDP to the server", "Relay (TURN) over UDP", "Relay (TURN) over TLS"])
    expect(await sign(way, "Blocked")).toBeDefined();
  expect(screen.getByText(/Try another network/)).toBeDefined();
  expect(screen.getByText(/One open way is enough/)).toBeDefined();
});

test("a blocked detour is no matter while the straight way is open", async () => {
  playNetwork({ socket: true, open: ["direct"] });
  show(() => Promise.resolve(WITH_RELAY));
  expect(await sign("Relay (TURN) over TLS", "Blocked, not needed")).toBeDefined();
});

test("without a relay staff are to be told that one is missing", async () => {
  playNetwork({ socket: true, open: [] });
  show();
  expect(await screen.findByText(/Whoever runs the server can add one/)).toBeDefined();
});

test("a server that does not answer is named, with no list of ways", async () => {
  show(() => Promise.reject(new LinkFault("unreachable")));
  expect(await screen.findByText("The server does not answer")).toBeDefined();
  expect(screen.queryByRole("list", { name: "Ways to the room" })).toBeNull();
});

test("testing again finds what is open by now, and the button keeps the focus", async () => {
  playNetwork({ socket: true, open: [] });
  show();
  await screen.findByText("Sound and picture do not get through");
  playNetwork({ socket: true, open: ["direct"] });
  const again = screen.getByRole("button", { name: "Test again" });
  await userEvent.click(again);
  expect(await screen.findByText("All is well")).toBeDefined();
  expect(document.activeElement).toBe(again);
});

test("the verdict is in a live region, and Escape closes the dialog", async () => {
  playNetwork({ socket: true, open: ["direct"] });
  const { closed } = show();
  const verdict = await screen.findByText("All is well");
  expect(verdict.closest("[role=status]")).not.toBeNull();
  await userEvent.keyboard("{Escape}");
  expect(closed()).toBe(1);
});

test.each(["en", "es"] as const)(
  "axe finds nothing in %s",
  async (language) => {
    playNetwork({ socket: true, open: ["turns:relay"] });
    show(() => Promise.resolve(WITH_RELAY), language);
    await screen.findByText(language === "en" ? "You get through, by a detour" : "Llegas bien, con un rodeo");
    expect(await brokenRules(document.body)).toEqual([]);
  },
  AXE_TIMEOUT_MS,
);
