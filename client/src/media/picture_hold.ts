// How long pictures are held back before they are shown, so that what was lost can be sent again. Pure.

/** So many packets asked for again in this time, and this share of all, mean a link that loses. */
const FEWEST_ASKED = 3;
const WINDOW_MS = 10_000;
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

type Reading = Pick<PictureTotals, "packets" | "asked"> & { at: number };
const BEFORE_ALL: Reading = { packets: 0, asked: 0, at: -Infinity };

export class PictureHold {
  /** Of the last seconds, after the one before them. */
  #readings: Reading[] = [];
  #until = -Infinity;
  #milliseconds = 0;

  /** The milliseconds to hold pictures from now on; null: as the browser thinks best. */
  read(totals: PictureTotals, at: number): number | null {
    if (this.#loses({ ...totals, at })) {
      const trip = totals.roundTripMs ?? USUAL_ROUND_TRIP_MS;
      const wanted = Math.min(LONGEST_MS, ALLOWANCE_MS + ROUND_TRIPS * trip);
      this.#milliseconds = at < this.#until ? Math.max(this.#milliseconds, wanted) : wanted;
      this.#until = at + LINGER_MS;
    }
    return at < this.#until ? Math.round(this.#milliseconds) : null;
  }

  /** Whether something was lost just now, and much in the last seconds: a small picture has few packets. */
  #loses(now: Reading): boolean {
    const since = this.#readings.findLast(({ at }) => at <= now.at - WINDOW_MS) ?? BEFORE_ALL;
    const last = this.#readings.at(-1) ?? BEFORE_ALL;
    this.#readings = [...this.#readings.filter(({ at }) => at >= since.at), now];
    const asked = now.asked - since.asked;
    const share = asked / Math.max(1, now.packets - since.packets);
    return now.asked > last.asked && asked >= FEWEST_ASKED && share >= LEAST_SHARE;
  }
}
