// A device did not open: what the browser said in plain words, and one way on.
import { useState } from "react";
import { useMedia, type DeviceFault, type OpeningFault } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { Slip } from "../../../parts/slip";
import { useWords } from "../../../words/words";
import { NoBlurSlip } from "../../devices/no_blur_slip";
import { AllowSteps } from "../../devices/allow_steps";
import { MicrophoneSlashIcon, MonitorArrowUpIcon, VideoCameraSlashIcon, XIcon } from "../icons";
import { useRoom } from "../room_context";

const ICONS = { microphone: MicrophoneSlashIcon, camera: VideoCameraSlashIcon, screen: MonitorArrowUpIcon };
/** Faults that another device may mend. */
const OTHER_DEVICE: ReadonlySet<DeviceFault> = new Set(["missing", "busy", "unplugged"]);

interface DeviceFaultSlipProps {
  kind: "microphone" | "camera" | "screen";
  fault: DeviceFault;
}

export function DeviceFaultSlip({ kind, fault }: DeviceFaultSlipProps) {
  return fault === "no_blur" ? <NoBlurSlip /> : <OpeningFaultSlip kind={kind} fault={fault} />;
}

function OpeningFaultSlip({ kind, fault }: DeviceFaultSlipProps & { fault: OpeningFault }) {
  const media = useMedia();
  const { openDialog } = useRoom();
  const { devices, room } = useWords();
  const [put, putAway] = useState(false);
  const [explained, setExplained] = useState(false);
  // Closing the browser's chooser is an answer, not a fault.
  if (put || (kind === "screen" && fault === "refused")) return null;
  return (
    <Slip icon={ICONS[kind]} tone="ask">
      <div className="slip-line">
        <p>{devices.faults[kind][fault]}</p>
        {fault !== "unsupported" && <Button onPress={() => { void media[kind].open(); }}>{room.own.tryAgain}</Button>}
        {kind !== "screen" && fault === "refused" && !explained && (
          <Button onPress={() => { setExplained(true); }}>{devices.howToAllow}</Button>
        )}
        {kind !== "screen" && OTHER_DEVICE.has(fault) && (
          <Button onPress={() => { openDialog("settings"); }}>{room.own.devices}</Button>
        )}
        <Button kind="plain" icon={XIcon} aria-label={room.own.close} onPress={() => { putAway(true); }} />
      </div>
      {explained && <AllowSteps />}
    </Slip>
  );
}
