// The quiet notes above the bar: about one's own microphone, camera, connection and seat. At most two are in sight.
import { useState, type ReactNode } from "react";
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { DeviceFaultSlip } from "./device_fault_slip";
import { EventSlip } from "./event_slip";
import { NoMediaSlip, QuietFailedSlip, RefusalSlip, SilencedSlip, SoundWaitsSlip, TookOverSlip, WeakSlip } from "./plain_slips";
import { useOwnSlips } from "./use_own_slips";
import { useWithoutMedia } from "./use_without_media";
import { useSession } from "../../../session_context";

/** On a phone one note leaves the seats in sight. */
const MOST_IN_SIGHT = { wide: 2, phone: 1 };

export function OwnSlips() {
  const { me } = useSession();
  const media = useMedia();
  const { refusal, screen } = useRoom();
  const words = useWords().room;
  const [slips, dismiss] = useOwnSlips();
  const withoutMedia = useWithoutMedia();
  const [all, setAll] = useState(false);

  const shown: ReactNode[] = [];
  if (media.needsTap) shown.push(<SoundWaitsSlip key="tap" />);
  for (const kind of ["microphone", "camera"] as const) {
    if (media[kind].silenced) shown.push(<SilencedSlip key={`${kind}/silenced`} kind={kind} />);
  }
  for (const slip of [...slips].reverse()) {
    shown.push(<EventSlip key={slip.kind} slip={slip} onDone={() => { dismiss(slip.kind); }} />);
  }
  if (refusal !== null) shown.push(<RefusalSlip key="refusal" code={refusal} />);
  for (const kind of ["microphone", "camera", "screen"] as const) {
    const { fault } = media[kind];
    if (fault !== null) shown.push(<DeviceFaultSlip key={`${kind}/${fault}`} kind={kind} fault={fault} />);
  }
  const { tookOver } = media.microphone;
  if (tookOver !== null) shown.push(<TookOverSlip key={`took over/${tookOver}`} name={tookOver} />);
  if (media.comfort.quietFailed) shown.push(<QuietFailedSlip key="quiet" />);
  if (withoutMedia) shown.push(<NoMediaSlip key="no media" />);
  else if ((media.quality.get(me) ?? "good") !== "good") shown.push(<WeakSlip key="weak" />);

  const most = screen.phone ? MOST_IN_SIGHT.phone : MOST_IN_SIGHT.wide;
  const hidden = all ? 0 : Math.max(0, shown.length - most);
  return (
    <div className="own-slips" role="region" aria-label={words.regions.slips}>
      {hidden > 0 ? shown.slice(0, most) : shown}
      {hidden > 0 && <Button kind="link" onPress={() => { setAll(true); }}>{words.own.moreSlips(hidden)}</Button>}
    </div>
  );
}
