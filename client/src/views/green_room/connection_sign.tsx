// How quickly the server answers and whether sound and picture would get there, as a sign; behind it the whole test.
import { useEffect, useState } from "react";
import { tryMedia, type Reach } from "../../media/reach";
import { Button } from "../../parts/button";
import { WifiHighIcon, WifiLowIcon, WifiSlashIcon } from "../../parts/icons";
import { Sign } from "../../parts/slip";
import { useWords } from "../../words/words";
import { ConnectionTest } from "../connection/connection_test";

type Verdict = "looking" | "good" | "weak" | "lost" | "blocked";

const TRIES = 3;
/** Milliseconds there and back, with the server's own work, above which words get in each other's way. */
const SLOW_MS = 400;
/** Who writes about their day here stays for minutes; what the sign says is to be so until then. */
const LOOK_AGAIN_MS = 15_000;

const LOOKS = {
  looking: { icon: WifiHighIcon, tone: undefined },
  good: { icon: WifiHighIcon, tone: "ready" },
  weak: { icon: WifiLowIcon, tone: "ask" },
  lost: { icon: WifiSlashIcon, tone: "stop" },
  blocked: { icon: WifiSlashIcon, tone: "stop" },
} as const;

export function ConnectionSign({ reach }: { reach: Reach }) {
  const { greenRoom, connectionTest } = useWords();
  const [testing, setTesting] = useState(false);
  const [verdict, setVerdict] = useState<Verdict>("looking");
  useEffect(() => {
    const stopping = new AbortController();
    void follow(reach, stopping.signal, setVerdict);
    return () => {
      stopping.abort();
    };
  }, [reach]);
  const { icon, tone } = LOOKS[verdict];
  return (
    <>
      <span role="status">
        <Sign icon={icon} {...(tone && { tone })}>
          {greenRoom.connection[verdict]}
        </Sign>
      </span>
      <Button
        kind="link"
        onPress={() => {
          setTesting(true);
        }}
      >
        {verdict === "blocked" || verdict === "lost" ? connectionTest.askWhy : connectionTest.ask}
      </Button>
      <ConnectionTest
        isOpen={testing}
        onClose={() => {
          setTesting(false);
        }}
      />
    </>
  );
}

/** Judge, and judge again whenever the server stops answering or answers again, or the device says so. */
async function follow(reach: Reach, signal: AbortSignal, tell: (verdict: Verdict) => void): Promise<void> {
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const verdict = await judge(reach, signal);
    if (isOver()) return;
    tell(verdict);
    const wasLost = verdict === "lost";
    do await pause(signal);
    while (!isOver() && ((await answerTime(signal)) === Infinity) === wasLost);
  }
}

/** The best of a few tries: a single slow one says little. */
async function judge(reach: Reach, signal: AbortSignal): Promise<Verdict> {
  const getsThrough = tryMedia(reach, signal);
  let best = Infinity;
  for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++)
    best = Math.min(best, await answerTime(signal));
  if (best === Infinity) return "lost";
  if (!(await getsThrough)) return "blocked";
  return best > SLOW_MS ? "weak" : "good";
}

/** Milliseconds until the server has answered; infinite if it does not. */
async function answerTime(signal: AbortSignal): Promise<number> {
  const start = performance.now();
  try {
    await fetch("/healthz", {
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    return performance.now() - start;
  } catch {
    return Infinity;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const goOn = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(goOn, LOOK_AGAIN_MS);
    for (const change of ["online", "offline"])
      window.addEventListener(change, goOn, { signal: over.signal });
    signal.addEventListener("abort", goOn, { signal: over.signal });
  });
}
