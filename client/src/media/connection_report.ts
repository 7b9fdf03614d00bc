// The report of this page's connection that a person may keep, read and hand on. Pure: made of what it is given.
// Only what is listed here gets in: no names, words, devices' labels, tokens; addresses without their last parts.
import { PROTOCOL_VERSION } from "../protocol";

/** Of each kind of statistics the entries that help and tell nothing of the person. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  "inbound-rtp": [
    "kind", "mid", "packetsReceived", "packetsLost", "packetsDiscarded", "jitter", "bytesReceived", "nackCount", "pliCount",
    "framesDecoded", "framesDropped", "framesPerSecond", "frameWidth", "frameHeight", "freezeCount", "totalFreezesDuration",
    "concealedSamples", "silentConcealedSamples", "totalSamplesReceived", "jitterBufferDelay", "jitterBufferEmittedCount",
    "decoderImplementation",
  ],
  "outbound-rtp": [
    "kind", "mid", "rid", "active", "packetsSent", "bytesSent", "retransmittedPacketsSent", "nackCount", "pliCount",
    "targetBitrate", "framesPerSecond", "frameWidth", "frameHeight", "framesEncoded", "qualityLimitationReason",
    "qualityLimitationDurations", "encoderImplementation",
  ],
  "remote-inbound-rtp": ["kind", "packetsLost", "fractionLost", "jitter", "roundTripTime"],
  "candidate-pair": [
    "state", "nominated", "currentRoundTripTime", "availableOutgoingBitrate", "availableIncomingBitrate", "bytesSent",
    "bytesReceived", "packetsSent", "packetsReceived", "requestsSent", "responsesReceived",
  ],
  "local-candidate": ["candidateType", "protocol", "relayProtocol", "networkType", "address"],
  "remote-candidate": ["candidateType", "protocol", "address"],
  transport: ["dtlsState", "iceState", "tlsVersion", "srtpCipher", "dtlsCipher", "selectedCandidatePairChanges"],
  codec: ["mimeType", "clockRate", "payloadType"],
};

export interface ReportParts {
  /** What the file is, in the reader's language, a sentence each. */
  about: readonly string[];
  madeAt: Date;
  browser: string;
  /** In the words of the page: connected, reconnecting … */
  signalling: string;
  mediaConnected: boolean;
  soundOnly: boolean;
  /** The server's word for this person's own connection. */
  quality: string;
  /** `getStats` of the present peer connection, if there is one. */
  stats: RTCStatsReport | null;
}

/** The report as it is written to a file. */
export function connectionReport(parts: ReportParts) {
  const { about, madeAt, stats, ...state } = parts;
  return { about, made_at: madeAt.toISOString(), protocol: PROTOCOL_VERSION, state, statistics: stats ? kept(stats) : [] };
}

function kept(report: RTCStatsReport): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = [];
  report.forEach((stats: Record<string, unknown> & { type: string }) => {
    const names = KEPT[stats.type];
    if (!names || isUnused(stats)) return;
    const values = names.filter((name) => stats[name] !== undefined).map((name) => [name, plain(name, stats[name])] as const);
    entries.push({ type: stats.type, ...Object.fromEntries(values) });
  });
  return entries;
}

/** A slot that never carried anything: there are two dozen of them. */
function isUnused(stats: Record<string, unknown>): boolean {
  return stats["type"] === "inbound-rtp" && stats["packetsReceived"] === 0;
}

function plain(name: string, value: unknown): unknown {
  return name === "address" && typeof value === "string" ? maskedAddress(value) : value;
}

/** The first half of an address: enough to tell a home network from a relay, not enough to find somebody. */
export function maskedAddress(address: string): string {
  const four = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address);
  if (four) return `${four[1] ?? ""}.*.*`;
  if (address.includes(":")) return `${address.split(":").slice(0, 2).join(":")}:*`;
  return "*";
}
