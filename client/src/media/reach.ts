// Which ways lead from this network to the server, tried one by one before anybody joins anything.
import { LinkFault, type RoomDescription } from "../link";
import type { IceServer } from "../protocol";

/** What is needed, what is best, and what is taken when that is blocked, in this order. */
export const WAYS = ["signalling", "direct", "relay_udp", "relay_tcp", "relay_tls"] as const;
export type Way = (typeof WAYS)[number];

/** Ways that are not there or not tried yet are missing. */
export type Findings = Readonly<Partial<Record<Way, boolean>>>;

/** What it means for the evening; each has its own words and advice. */
export type Verdict =
  | "all"
  | "detour" // only by a relay
  | "no_media" // every way of sound and picture is blocked
  | "no_relay" // as before, and this server has no relay
  | "no_signalling" // the page comes through, the socket does not
  | "unreachable" // the server does not answer
  | "offline" // this device has no network
  | "untested"; // the link is spent, and the server tells it no ways

/** What the server says of the ways to it. */
export type Reach = Pick<RoomDescription, "ice_servers" | "ice_transport_policy" | "connection_test">;

/** Asks the server for them anew, since a relay's credentials do not last. Throws `LinkFault`. */
export type FindReach = () => Promise<Reach>;

/** How far a test has come: `ways` are empty until the server has told them, `verdict` is null until all is tried. */
export interface Progress {
  ways: readonly Way[];
  findings: Findings;
  verdict: Verdict | null;
}

export const NOTHING_TRIED: Progress = { ways: [], findings: {}, verdict: null };

/** Long enough for TCP and TLS to a relay on a slow line; what is blocked is mostly silent. */
const TRY_MS = 8_000;

/** By how a relay is reached; null for what is no relay. */
export function wayOf(url: string): Way | null {
  if (url.startsWith("turns:")) return "relay_tls";
  if (!url.startsWith("turn:")) return null;
  return /[?&]transport=tcp/i.test(url) ? "relay_tcp" : "relay_udp";
}

/** The ways that this server has. */
export function waysTo({ ice_servers, ice_transport_policy }: Reach): readonly Way[] {
  const relays = new Set(ice_servers.flatMap(({ urls }) => urls.map(wayOf)));
  const isThere = (way: Way) =>
    way === "signalling" || (way === "direct" ? ice_transport_policy === "all" : relays.has(way));
  return WAYS.filter(isThere);
}

/** Pure: what the findings mean, once every way was tried. */
export function judge({ signalling, direct, ...relays }: Findings): Verdict {
  if (signalling === false) return "no_signalling";
  if (direct === true) return "all";
  const tried = Object.values(relays);
  if (tried.includes(true)) return direct === false ? "detour" : "all";
  return tried.length === 0 ? "no_relay" : "no_media";
}

/** Pure: nothing is lost by this one being blocked, since a better one is open. */
export function isSpare(way: Way, findings: Findings): boolean {
  const better = WAYS.slice(1, Math.max(1, WAYS.indexOf(way)));
  return better.some((other) => findings[other] === true);
}

/** Tries all ways at the same time and tells each step, the last with a verdict; says no more once `signal` is aborted. */
export async function testConnection(
  findReach: FindReach,
  signal: AbortSignal,
  tell: (progress: Progress) => void,
): Promise<void> {
  let progress = NOTHING_TRIED;
  const step = (change: Partial<Progress>) => {
    progress = { ...progress, ...change };
    if (!signal.aborted) tell(progress);
  };
  try {
    const reach = await findReach();
    step({ ways: waysTo(reach) });
    const tries = progress.ways.map(async (way) => {
      const isOpen = await tryWay(way, reach, signal);
      step({ findings: { ...progress.findings, [way]: isOpen } });
    });
    await Promise.all(tries);
    step({ verdict: judge(progress.findings) });
  } catch (fault) {
    if (!(fault instanceof LinkFault)) throw fault;
    step({ verdict: whyUntold(fault) });
  }
}

function whyUntold({ code }: LinkFault): Verdict {
  if (code !== "unreachable") return "untested";
  return navigator.onLine ? "unreachable" : "offline";
}

/** `RTCConfiguration` as the server wishes it. */
export function iceConfiguration({
  ice_servers,
  ice_transport_policy,
}: Pick<Reach, "ice_servers" | "ice_transport_policy">): RTCConfiguration {
  return { iceServers: iceServers(ice_servers), iceTransportPolicy: ice_transport_policy };
}

export function iceServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username === null ? {} : { username }),
    ...(credential === null ? {} : { credential }),
  }));
}

/** Tells whether media would find some way, as it will look for one later. */
export function tryMedia(reach: Reach, signal: AbortSignal): Promise<boolean> {
  return tryIce(iceConfiguration(reach), reach.connection_test, signal);
}

/** Tells whether this one way is open. */
export function tryWay(way: Way, reach: Reach, signal: AbortSignal): Promise<boolean> {
  if (way === "signalling") return trySocket(signal);
  if (way === "direct") return tryIce({}, reach.connection_test, signal);
  const ice_servers = reach.ice_servers.map((server) => ({
    ...server,
    urls: server.urls.filter((url) => wayOf(url) === way),
  }));
  return tryIce(
    iceConfiguration({
      ice_servers: ice_servers.filter(({ urls }) => urls.length > 0),
      ice_transport_policy: "relay",
    }),
    reach.connection_test,
    signal,
  );
}

/** A browser that is forbidden to speak WebRTC throws, and so has no way either. */
async function tryIce(configuration: RTCConfiguration, answer: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await connect(new RTCPeerConnection(configuration), answer, signal);
  } catch {
    return false;
  }
}

/** ICE alone: the answer leads to nobody, and after the first answered check all is known. */
async function connect(connection: RTCPeerConnection, answer: string, signal: AbortSignal): Promise<boolean> {
  const found = within(signal, (decide) => {
    connection.addEventListener("iceconnectionstatechange", () => {
      const state = connection.iceConnectionState;
      if (state === "connected" || state === "completed") decide(true);
      // With a relay that is slow to answer, the first pair fails before there is a second.
    });
  });
  try {
    connection.createDataChannel("");
    await connection.setLocalDescription();
    await connection.setRemoteDescription({ type: "answer", sdp: answer });
    return await found;
  } finally {
    connection.close();
  }
}

async function trySocket(signal: AbortSignal): Promise<boolean> {
  const url = new URL("/socket.io/?EIO=4&transport=websocket", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  try {
    return await within(signal, (decide) => {
      socket.addEventListener("message", () => {
        decide(true);
      });
      socket.addEventListener("error", () => {
        decide(false);
      });
    });
  } finally {
    socket.close();
  }
}

/** What is not decided in time, or not wanted any more, is not open. */
function within(signal: AbortSignal, listen: (decide: (isOpen: boolean) => void) => void): Promise<boolean> {
  return new Promise((decide) => {
    const over = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]);
    if (over.aborted) decide(false);
    over.addEventListener("abort", () => {
      decide(false);
    });
    listen(decide);
  });
}
