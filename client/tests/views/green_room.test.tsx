import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { Fixture, makeMediaHandle, makeOwnTrack } from "../../src/fixtures";
import type { RoomDescription } from "../../src/link";
import type { Entry } from "../../src/visit";
import { GreenRoom } from "../../src/views/green_room/green_room";
import type { Language } from "../../src/words/words";
import { AXE_TIMEOUT_MS, brokenRules } from "./axe";

const description: RoomDescription = {
  room_name: "Steady Ground",
  role: "participant",
  name: null,
  ends_at: null,
  crisis_line: "988",
  emergency_number: "911",
  end_to_end_encrypted: false,
  agreement: null,
  ice_servers: [],
  ice_transport_policy: "all",
  connection_test: "",
};

vi.mock(import("../../src/media/reach"), async (original) => ({
  ...(await original()),
  tryMedia: () => Promise.resolve(true), // jsdom has no peer connections
}));

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("ok"))); // the connection sign asks /healthz
});

function show(
  changes: Parameters<typeof makeMediaHandle>[0] = {},
  room: Partial<RoomDescription> = {},
  language: Language = "en",
) {
  const entries: Entry[] = [];
  const { container } = render(
    <Fixture media={makeMediaHandle(changes)} language={language}>
      <GreenRoom
        description={{ ...description, ...room }}
        onEnter={(entry) => {
          entries.push(entry);
        }}
      />
    </Fixture>,
  );
  return { entries, container };
}

test("a name leads to the lobby; what was not told is not said", async () => {
  const { entries } = show();
  await userEvent.type(screen.getByRole("textbox", { name: "Name the others see" }), "  Ana ");
  await userEvent.click(screen.getByRole("button", { name: "Go to the lobby" }));
  expect(entries).toEqual([
    {
      name: "Ana",
      checkIn: { alone: null, mood: null, place: null, phone: null, note: null, call_first: false },
    },
  ]);
});

test("without a name one stays, and is told why", async () => {
  const { entries } = show();
  await userEvent.click(screen.getByRole("button", { name: "Go to the lobby" }));
  expect(entries).toEqual([]);
  expect(screen.getByText("Write a name, so that staff can greet you.")).toBeDefined();
});

test("whether one is alone goes to staff", async () => {
  const { entries } = show({}, { name: "Ana" });
  await userEvent.click(screen.getByRole("radio", { name: "Someone may come in" }));
  await userEvent.click(screen.getByRole("button", { name: "Go to the lobby" }));
  expect(entries[0]?.checkIn.alone).toBe("maybe_not");
});

test("the microphone is closed on the way out of the green room", async () => {
  const close = vi.fn();
  show({ microphone: makeOwnTrack({ state: "on", close }) }, { name: "Ana" });
  await userEvent.click(screen.getByRole("button", { name: "Go to the lobby" }));
  expect(close).toHaveBeenCalledOnce();
});

test.each([
  "refused",
  "refused_by_system",
  "missing",
  "busy",
  "unplugged",
  "unsupported",
  "unknown",
] as const)("a camera that is %s has its own words, and the way in stays open", async (fault) => {
  const { entries } = show({ camera: makeOwnTrack({ fault }) }, { name: "Ana" });
  expect(screen.getAllByRole("status").some((slip) => /camera/i.test(slip.textContent))).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Go to the lobby" }));
  expect(entries).toHaveLength(1);
});

test("with no device at all there is one slip, not two", () => {
  show({ camera: makeOwnTrack({ fault: "missing" }), microphone: makeOwnTrack({ fault: "missing" }) });
  expect(screen.getByText(/We find no camera and no microphone/)).toBeDefined();
});

test.each([
  ["missing", "en", "There is no microphone to test here.", /^Turn the microphone on/],
  ["unplugged", "en", "There is no microphone to test here.", /^Turn the microphone on/],
  ["unsupported", "es", "Aquí no hay un micrófono que probar.", /^Enciende el micrófono/],
] as const)("nobody is asked to turn on a microphone that is %s (%s)", (fault, language, said, asked) => {
  show({ microphone: makeOwnTrack({ fault }) }, {}, language);
  expect(screen.getByText(said)).toBeDefined();
  expect(screen.queryByText(asked)).toBeNull();
});

test("a microphone that may yet open can be turned on to test it", () => {
  show({ microphone: makeOwnTrack({ fault: "busy" }) });
  expect(screen.getByText(/^Turn the microphone on to test it/)).toBeDefined();
});

test("staff are not asked how they are", () => {
  show({}, { role: "facilitator" });
  expect(screen.queryByRole("radio")).toBeNull();
  expect(screen.getByRole("button", { name: "Open the room" })).toBeDefined();
});

test("the connection test is offered also when all is well", async () => {
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Test the connection" }));
  expect(screen.getByRole("dialog", { name: "Connection test" })).toBeDefined();
});

test("the numbers of help are those of the place", () => {
  show({}, { crisis_line: "024", emergency_number: "112" });
  expect(screen.getByRole("link", { name: "024" }).getAttribute("href")).toBe("tel:024");
  expect(screen.getByRole("link", { name: "112" })).toBeDefined();
});

test.each(["en", "es"] as const)(
  "axe finds nothing in %s, also with the optional part open",
  async (language) => {
    const { container } = show({ camera: makeOwnTrack({ fault: "refused" }) }, {}, language);
    expect(await brokenRules(container)).toEqual([]);
    const more = language === "en" ? "Tell staff how you are" : "Cuéntale al equipo cómo estás";
    await userEvent.click(screen.getByRole("button", { name: more }));
    expect(await brokenRules(container)).toEqual([]);
  },
  AXE_TIMEOUT_MS,
);

test("the sign goes with the server: gone while one writes, and back", async () => {
  let isThere = true;
  vi.stubGlobal("fetch", () =>
    isThere ? Promise.resolve(new Response("ok")) : Promise.reject(new TypeError("Failed to fetch")),
  );
  show();
  expect(await screen.findByText("Connection good")).toBeDefined();
  isThere = false;
  window.dispatchEvent(new Event("offline")); // it looks by itself too, every 15 seconds
  expect(await screen.findByText("No connection")).toBeDefined();
  isThere = true;
  window.dispatchEvent(new Event("online"));
  expect(await screen.findByText("Connection good")).toBeDefined();
});
