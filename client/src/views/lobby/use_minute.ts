// The server's time, moving once a minute: enough for a clock on the wall.
import { useEffect, useState } from "react";
import { useSession } from "../../session_context";

const MINUTE_SECONDS = 60;

/** Seconds since the epoch. */
export function useMinute(): number {
  const { now } = useSession();
  const [moment, setMoment] = useState(now);
  useEffect(() => {
    const untilNext = (MINUTE_SECONDS - (moment % MINUTE_SECONDS)) * 1000;
    const timer = setTimeout(() => {
      setMoment(now());
    }, untilNext + 50);
    return () => {
      clearTimeout(timer);
    };
  }, [moment, now]);
  return moment;
}
