// Gathers the notes about oneself from the events that pass by, and forgets those that are no longer so.
import { useCallback, useEffect, useRef, useState } from "react";
import { useSession } from "../../../session_context";
import { SLIP_EVENTS, slipOf, stillSo, withoutKind, withSlip, type OwnSlip } from "./slip_list";

export function useOwnSlips(): [OwnSlip[], (kind: OwnSlip["kind"]) => void] {
  const { state, me, listen, connection } = useSession();
  const [slips, setSlips] = useState<OwnSlip[]>(() => firstSlips(state, me));
  const latest = useRef(state);
  useEffect(() => { latest.current = state; }, [state]);

  useEffect(() => {
    const stops = SLIP_EVENTS.map((name) =>
      listen(name, (event) => {
        const slip = slipOf(name, event, me, latest.current);
        if (slip) setSlips((before) => withSlip(before, slip));
      }),
    );
    return () => { for (const stop of stops) stop(); };
  }, [listen, me]);

  const wasLost = useRef(false);
  useEffect(() => {
    if (connection.kind === "reconnecting") wasLost.current = true;
    if (connection.kind !== "open" || !wasLost.current) return;
    wasLost.current = false;
    setSlips((before) => withSlip(before, { kind: "back" }));
  }, [connection.kind]);

  const dismiss = useCallback((kind: OwnSlip["kind"]) => { setSlips((before) => withoutKind(before, kind)); }, []);
  const isAway = connection.kind === "reconnecting"; // once more: nobody is back
  return [slips.filter((slip) => stillSo(slip, me, state) && !(isAway && slip.kind === "back")), dismiss];
}

/** Limits that were set before this page was opened. */
function firstSlips(state: ReturnType<typeof useSession>["state"], me: string): OwnSlip[] {
  const blocked = state.seats[me]?.blocked ?? [];
  return [
    ...(blocked.includes("microphone") ? [{ kind: "kept_muted" } as const] : []),
    ...(blocked.includes("camera") ? [{ kind: "kept_dark" } as const] : []),
  ];
}
