// When to try a lost connection again.

/**
 * Seconds before each try: at once, every second for as long as a process takes to be restarted, then less often.
 * The last stays.
 */
const WAITS_SECONDS = [0, 0.3, 0.7, 1, 1, 1, 1, 2, 2, 4, 7];
/** Up to this share is added, so that a whole group does not come back in the same instant. */
const JITTER = 0.3;

/** Milliseconds to wait before try `attempt` (from 1); `random` is between 0 and 1. */
export function waitBefore(attempt: number, random: number): number {
  const seconds = WAITS_SECONDS[Math.min(attempt, WAITS_SECONDS.length) - 1] ?? 0;
  return seconds * (1 + JITTER * random) * 1000;
}
