// The sign at the door: ready, ask first, call first; a shape and a word before a colour.
import { Sign } from "../../../parts/slip";
import type { WaitingSeat } from "../../../protocol";
import { useWords } from "../../../words/words";
import { CheckCircleIcon, PhoneCallIcon, WarningIcon, WifiSlashIcon } from "../icons";
import { trafficOf } from "../seat_facts";

export function TrafficSign({ seat }: { seat: WaitingSeat }) {
  const words = useWords().room.door;
  if (!seat.connected) return <Sign icon={WifiSlashIcon}>{words.away}</Sign>;
  switch (trafficOf(seat.check_in)) {
    case "ready":
      return <Sign icon={CheckCircleIcon} tone="ready" filled>{words.ready}</Sign>;
    case "ask":
      return <Sign icon={WarningIcon} tone="ask" filled>{words.ask}</Sign>;
    case "call":
      return <Sign icon={PhoneCallIcon} tone="stop" filled>{words.call}</Sign>;
  }
}
