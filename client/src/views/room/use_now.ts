// The server's clock for views that show how long something lasts.
import { useEffect, useState } from "react";
import { useSession } from "../../session_context";

/** Seconds since the epoch by the server's clock, drawn anew every `seconds`. */
export function useNow(seconds: number): number {
  const { now } = useSession();
  const [moment, setMoment] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => { setMoment(now()); }, seconds * 1000);
    return () => { clearInterval(timer); };
  }, [now, seconds]);
  return moment;
}
