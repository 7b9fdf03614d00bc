// Whether sound and picture stay away although the room is there: longer than a peer takes to connect.
import { useEffect, useState } from "react";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";

/** Milliseconds; a first try that fails is given up after eight seconds, and a second one often succeeds. */
const PATIENCE_MS = 12_000;

export function useWithoutMedia(): boolean {
  const { connected } = useMedia();
  const { connection } = useSession();
  const isMissing = !connected && connection.kind === "open";
  const [waitedLong, setWaitedLong] = useState(false);
  useEffect(() => {
    if (!isMissing) return;
    const timer = setTimeout(() => { setWaitedLong(true); }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setWaitedLong(false);
    };
  }, [isMissing]);
  return isMissing && waitedLong;
}
