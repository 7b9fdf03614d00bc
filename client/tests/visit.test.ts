// @vitest-environment jsdom
// What the green room was told is not lost with the server: who pressed "I agree" is not asked again.
import { expect, test, vi } from "vitest";
import type { CheckIn } from "../src/protocol";
import { Visit } from "../src/visit";

const CHECK_IN: CheckIn = {
  alone: "yes", mood: 4, place: "12 Elm Street", phone: "", note: "", call_first: false,
};
const ENTRY = { name: "Sam", checkIn: CHECK_IN };
const INVITE = "#i.some-invite";

function description(version: number) {
  return {
    room_name: "Steady Ground", role: "participant", name: null, ends_at: null,
    crisis_line: "988", emergency_number: "911",
    agreement: { version, text: { en: "What is said here stays here." } },
    end_to_end_encrypted: false, ice_servers: [],
  };
}

/** A server that can be gone, or say no; `asked` are the names that it gave tokens for. */
function serverAside() {
  const server = { answers: "well" as "well" | "not" | "used_up", version: 1, asked: [] as string[] };
  vi.stubGlobal("fetch", (path: string, request: RequestInit) => {
    if (server.answers === "not") return Promise.reject(new TypeError("Failed to fetch"));
    if (path.endsWith("/describe")) return Promise.resolve(Response.json(description(server.version)));
    if (server.answers === "used_up")
      return Promise.resolve(Response.json({ code: "link_used_up" }, { status: 403 }));
    const { name } = JSON.parse(request.body as string) as { name: string };
    server.asked.push(name);
    return Promise.resolve(Response.json({ token: "a.b.c" }));
  });
  return server;
}

async function agreesWhileTheServerIsGone() {
  const server = serverAside();
  const visit = new Visit();
  window.location.hash = INVITE;
  await visit.begin(INVITE);
  await visit.enter(ENTRY);
  expect(visit.stage()).toEqual({ kind: "agreement", entry: ENTRY });
  server.answers = "not";
  await visit.agree(ENTRY);
  expect(visit.stage()).toEqual({ kind: "fault", code: "unreachable" });
  await visit.again(); // still gone
  expect(visit.stage()).toEqual({ kind: "fault", code: "unreachable" });
  server.answers = "well";
  return { server, visit };
}

test("once the server is back one goes on to the lobby, with what one said", async () => {
  const { server, visit } = await agreesWhileTheServerIsGone();
  await visit.again();
  expect(server.asked).toEqual(["Sam"]);
  expect(visit.session).not.toBeNull();
  visit.session?.connection.close();
});

test("an agreement that changed meanwhile is shown, and nothing else is asked again", async () => {
  const { server, visit } = await agreesWhileTheServerIsGone();
  server.version = 2;
  await visit.again();
  expect(visit.stage()).toEqual({ kind: "agreement", entry: ENTRY });
  expect(server.asked).toEqual([]);
});

test("another room is told nothing of it", async () => {
  const { server, visit } = await agreesWhileTheServerIsGone();
  await visit.begin("#i.another-invite");
  expect(visit.stage()).toEqual({ kind: "green_room" });
  expect(server.asked).toEqual([]);
});

test("after a refusal that stays one begins in the green room", async () => {
  const { server, visit } = await agreesWhileTheServerIsGone();
  server.answers = "used_up";
  await visit.again();
  expect(visit.stage()).toEqual({ kind: "fault", code: "link_used_up" });
  server.answers = "well";
  await visit.again();
  expect(visit.stage()).toEqual({ kind: "green_room" });
});
