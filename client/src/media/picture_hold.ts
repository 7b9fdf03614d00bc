// How long pictures are held back before they are shown, so that what was lost can be sent again. Pure.

/** So many packets asked for again since the last reading, and this share of all, mean a link that loses. */
const FEWEST_ASKED = 3;
const LEAST_SHARE = 0.01;
/** How long pictures stay held after the last loss: a change is seen as a jerk. */
const LINGER_MS = 20_000;
/** Finding a gap and some waiting in queues; one round trip and a half mends nearly all losses. */
const ALLOWANCE_MS = 100;
const ROUND_TRIPS = 1.5;
/** Longer would disturb talking, since voices wait for their pictures. */
const LONGEST_MS = 350;
const USUAL_ROUND_TRIP_MS = 100;

/** Totals of all pictures that come. */
export interface PictureTotals {
  packets: number;
  asked: number;
  roundTripMs: number | null;
}

interface InboundPicture extends RTCStats {
  kind?: string;
  packetsReceived?: number;
  nackCount?: number;
}

interface PairStats extends RTCStats {
  nominated?: boolean;
  currentRoundTripTime?: number;
}

export function pictureTotals(report: RTCStatsReport): PictureTotals {
  const totals: PictureTotals = { packets: 0, asked: 0, roundTripMs: null };
  report.forEach((stats: RTCStats) => {
    if (stats.type === "inbound-rtp") {
      const { kind, packetsReceived = 0, nackCount = 0 }: InboundPicture = stats;
      if (kind !== "video") return;
      totals.packets += packetsReceived;
      totals.asked += nackCount;
    } else if (stats.type === "candidate-pair") {
      const { nominated, currentRoundTripTime }: PairStats = stats;
      if (nominated && currentRoundTripTime !== undefined) totals.roundTripMs = currentRoundTripTime * 1000;
    }
  });
  return totals;
}

export class PictureHold {
  #before: PictureTotals | null = null;
  #until = -Infinity;
  #milliseconds = 0;

  /** The milliseconds to hold pictures from now on; null: as the browser thinks best. */
  read(totals: PictureTotals, at: number): number | null {
    const asked = totals.asked - (this.#before?.asked ?? 0);
    const packets = totals.packets - (this.#before?.packets ?? 0);
    this.#before = totals;
    if (asked >= FEWEST_ASKED && asked >= LEAST_SHARE * packets) {
      const trip = totals.roundTripMs ?? USUAL_ROUND_TRIP_MS;
      const wanted = Math.min(LONGEST_MS, ALLOWANCE_MS + ROUND_TRIPS * trip);
      this.#milliseconds = at < this.#until ? Math.max(this.#milliseconds, wanted) : wanted;
      this.#until = at + LINGER_MS;
    }
    return at < this.#until ? Math.round(this.#milliseconds) : null;
  }
}
