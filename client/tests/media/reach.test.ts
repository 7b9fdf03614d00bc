// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { LinkFault } from "../../src/link";
import { isSpare, judge, testConnection, waysTo, type Progress, type Reach } from "../../src/media/reach";
import { playNetwork } from "./network";

const RELAY = { urls: ["turn:relay?transport=udp", "turn:relay?transport=tcp", "turns:relay"], username: "u", credential: "c" };
const NO_RELAY: Reach = { ice_servers: [], ice_transport_policy: "all", connection_test: "answer" };
const WITH_RELAY: Reach = { ...NO_RELAY, ice_servers: [{ urls: ["stun:relay"], username: null, credential: null }, RELAY] };

test("a server without a relay has the socket and the straight way", () => {
  expect(waysTo(NO_RELAY)).toEqual(["signalling", "direct"]);
});

test("each way to a relay is told apart, and STUN is none", () => {
  expect(waysTo(WITH_RELAY)).toEqual(["signalling", "direct", "relay_udp", "relay_tcp", "relay_tls"]);
});

test("a relay's address without a transport means UDP", () => {
  expect(waysTo({ ...NO_RELAY, ice_servers: [{ ...RELAY, urls: ["turn:relay:3478"] }] })).toContain("relay_udp");
});

test("a server that wants relays only is not tried straight", () => {
  expect(waysTo({ ...WITH_RELAY, ice_transport_policy: "relay" })).not.toContain("direct");
});

const relays = { relay_udp: false, relay_tcp: false, relay_tls: false };

test.each([
  ["the straight way is open", { signalling: true, direct: true, ...relays }, "all"],
  ["only the relay over TLS is open", { signalling: true, direct: false, ...relays, relay_tls: true }, "detour"],
  ["the server wants its relay and that is open", { signalling: true, ...relays, relay_udp: true }, "all"],
  ["nothing is open for sound and picture", { signalling: true, direct: false, ...relays }, "no_media"],
  ["the straight way is blocked and there is no relay", { signalling: true, direct: false }, "no_relay"],
  ["the socket is blocked, whatever else is open", { signalling: false, direct: true }, "no_signalling"],
] as const)("when %s, the verdict says so", (_when, findings, verdict) => {
  expect(judge(findings)).toBe(verdict);
});

test("what is blocked is spare only below a way that is open", () => {
  const findings = { signalling: true, direct: false, relay_udp: true, relay_tcp: false };
  expect(isSpare("relay_tcp", findings)).toBe(true);
  expect(isSpare("direct", findings)).toBe(false);
  expect(isSpare("signalling", { signalling: false, direct: true })).toBe(false);
});

async function run(findReach: () => Promise<Reach>, signal = new AbortController().signal) {
  const told: Progress[] = [];
  await testConnection(findReach, signal, (progress) => told.push(progress));
  return told;
}

test("each way is tried by itself, and each finding is told as it comes", async () => {
  playNetwork({ socket: true, open: ["turns:relay"] });
  const told = await run(() => Promise.resolve(WITH_RELAY));
  expect(told).toHaveLength(1 + 5 + 1);
  expect(told.at(-1)).toEqual({
    ways: ["signalling", "direct", "relay_udp", "relay_tcp", "relay_tls"],
    findings: { signalling: true, direct: false, relay_udp: false, relay_tcp: false, relay_tls: true },
    verdict: "detour",
  });
});

test.each([
  ["unreachable", true, "unreachable"],
  ["unreachable", false, "offline"],
  ["token_expired", true, "untested"],
] as const)("a link that is %s, with a network: %s, ends as %s", async (code, onLine, verdict) => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(onLine);
  const told = await run(() => Promise.reject(new LinkFault(code)));
  expect(told.at(-1)?.verdict).toBe(verdict);
});

test("a test that nobody waits for any more says nothing", async () => {
  playNetwork({ socket: true, open: [] });
  const stopping = new AbortController();
  stopping.abort();
  expect(await run(() => Promise.resolve(NO_RELAY), stopping.signal)).toEqual([]);
});
