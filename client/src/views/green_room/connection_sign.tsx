// How quickly the server answers, as a sign.
import { useEffect, useState } from "react";
import { WifiHighIcon, WifiLowIcon, WifiSlashIcon } from "../../parts/icons";
import { Sign } from "../../parts/slip";
import { useWords } from "../../words/words";

type Verdict = "looking" | "good" | "weak" | "lost";

const TRIES = 3;
/** Milliseconds there and back, with the server's own work, above which words get in each other's way. */
const SLOW_MS = 400;

const LOOKS = {
  looking: { icon: WifiHighIcon, tone: undefined },
  good: { icon: WifiHighIcon, tone: "ready" },
  weak: { icon: WifiLowIcon, tone: "ask" },
  lost: { icon: WifiSlashIcon, tone: "stop" },
} as const;

export function ConnectionSign() {
  const words = useWords().greenRoom.connection;
  const [verdict, setVerdict] = useState<Verdict>("looking");
  useEffect(() => {
    const stopping = new AbortController();
    void judge(stopping.signal).then((found) => {
      if (!stopping.signal.aborted) setVerdict(found);
    });
    return () => {
      stopping.abort();
    };
  }, []);
  const { icon, tone } = LOOKS[verdict];
  return (
    <span role="status">
      <Sign icon={icon} {...(tone && { tone })}>
        {words[verdict]}
      </Sign>
    </span>
  );
}

/** The best of a few tries: a single slow one says little. */
async function judge(signal: AbortSignal): Promise<Verdict> {
  let best = Infinity;
  for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
    const start = performance.now();
    try {
      await fetch("/healthz", {
        cache: "no-store",
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      best = Math.min(best, performance.now() - start);
    } catch {
      // Counted by staying at Infinity.
    }
  }
  if (best === Infinity) return "lost";
  return best > SLOW_MS ? "weak" : "good";
}
