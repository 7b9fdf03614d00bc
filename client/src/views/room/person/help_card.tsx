// On the card of somebody who pressed Help: when, who has seen it, how to reach the person, and the end of it.
import { useEffect } from "react";
import { Button } from "../../../parts/button";
import { Sign } from "../../../parts/slip";
import type { HelpSignal } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ChatCircleIcon, CheckCircleIcon, HandHeartIcon, PhoneIcon } from "../icons";
import { useRoom } from "../room_context";
import { minutesSince, nameOf } from "../seat_facts";
import { useNow } from "../use_now";

export function HelpCard({ signal }: { signal: HelpSignal }) {
  const { state, me } = useSession();
  const { act, writeTo } = useRoom();
  const words = useWords().room.helpSlip;
  const format = useFormat();
  const now = useNow(20);
  const seatId = signal.seat_id;
  const unseen = !signal.seen_by.includes(me);
  // Whoever opens the card has seen it: the person is told so.
  useEffect(() => { if (unseen) void act("MarkHelpSeen", { seat_id: seatId }); }, [unseen, seatId, act]);
  const phone = state.details[seatId]?.check_in?.phone;
  const seen = signal.seen_by.map((other) => nameOf(state, other)).filter(Boolean);
  return (
    <div className="help-card">
      <div className="row tight">
        <Sign icon={HandHeartIcon} tone="care">{words.sign}</Sign>
        <span className="note">{words.pressed(minutesSince(now, signal.asked_at))}</span>
      </div>
      {seen.length > 0 && <p className="note">{words.seenBy(format.list(seen))}</p>}
      <Button kind="support" full big wide icon={ChatCircleIcon} onPress={() => { writeTo({ channel: "staff_line", thread: seatId }); }}>{words.write}</Button>
      <div className="row tight">
        {phone && <a className="button support grow" href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}><PhoneGlyph />{words.call} {phone}</a>}
        <Button icon={CheckCircleIcon} onPress={() => { void act("CloseHelp", { seat_id: seatId }); }}>{words.close}</Button>
      </div>
    </div>
  );
}

function PhoneGlyph() {
  return <PhoneIcon className="icon small" aria-hidden="true" />;
}
