// What this client tells the server of its own receiving, from `getStats`. Pure but for reading the report.
import type { ReportMedia } from "../protocol";

/** Totals since the peer connection began. */
export interface Totals {
  received: number;
  lost: number;
  bytes: number;
  decoded: number;
  freezes: number;
  /** Of the transport's pair, in milliseconds. */
  roundTripMs: number | null;
}

interface InboundStats extends RTCStats {
  packetsReceived?: number;
  packetsLost?: number;
  framesDecoded?: number;
  freezeCount?: number;
}

interface PairStats extends RTCStats {
  nominated?: boolean;
  currentRoundTripTime?: number;
  bytesReceived?: number;
}

/** Adds up the lines whose slot carries something: an empty slot's freezes mean nothing. `carrying` are mids. */
export function addUp(report: RTCStatsReport, carrying: ReadonlySet<string>): Totals {
  const totals: Totals = { received: 0, lost: 0, bytes: 0, decoded: 0, freezes: 0, roundTripMs: null };
  report.forEach((stats: RTCStats & { mid?: string }) => {
    if (stats.type === "inbound-rtp") {
      const inbound: InboundStats = stats;
      totals.received += inbound.packetsReceived ?? 0;
      totals.lost += inbound.packetsLost ?? 0;
      totals.decoded += inbound.framesDecoded ?? 0;
      if (stats.mid !== undefined && carrying.has(stats.mid)) totals.freezes += inbound.freezeCount ?? 0;
    } else if (stats.type === "candidate-pair") {
      const pair: PairStats = stats;
      totals.bytes += pair.bytesReceived ?? 0;
      if (pair.nominated && pair.currentRoundTripTime !== undefined)
        totals.roundTripMs = pair.currentRoundTripTime * 1000;
    }
  });
  return totals;
}

/** What is new between two readings, never below zero: counters fall when a slot is emptied or a way is built anew. */
export function since(before: Totals | null, now: Totals): ReportMedia {
  const grown = (key: "received" | "lost" | "decoded" | "freezes") =>
    Math.max(0, now[key] - (before?.[key] ?? 0));
  return {
    received_packets: grown("received"),
    lost_packets: grown("lost"),
    round_trip_ms: now.roundTripMs,
    decoded_frames: grown("decoded"),
    freezes: grown("freezes"),
  };
}
