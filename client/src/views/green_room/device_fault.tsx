// What keeps a device closed, in words, with a way on.
import { useState } from "react";
import { useMedia, type DeviceFault, type OpeningFault } from "../../media/media_context";
import { Button } from "../../parts/button";
import { MicrophoneSlashIcon, VideoCameraSlashIcon } from "../../parts/icons";
import { Slip } from "../../parts/slip";
import { useWords } from "../../words/words";
import { AllowSteps } from "../devices/allow_steps";
import { NoBlurSlip } from "../devices/no_blur_slip";

type Which = "microphone" | "camera" | "both";

/** One slip for each device that did not open; a single one when both have the same reason. */
export function DeviceFaults() {
  const { camera, microphone, openForTest } = useMedia();
  if (camera.fault !== null && camera.fault === microphone.fault)
    return <FaultSlip which="both" fault={camera.fault} onAgain={() => void openForTest()} />;
  return (
    <>
      {camera.fault && <FaultSlip which="camera" fault={camera.fault} onAgain={() => void camera.open()} />}
      {microphone.fault && (
        <FaultSlip which="microphone" fault={microphone.fault} onAgain={() => void microphone.open()} />
      )}
    </>
  );
}

interface FaultSlipProps {
  which: Which;
  fault: DeviceFault;
  onAgain: () => void;
}

export function FaultSlip(props: FaultSlipProps) {
  const { fault } = props;
  return fault === "no_blur" ? <NoBlurSlip /> : <OpeningFaultSlip {...props} fault={fault} />;
}

function OpeningFaultSlip({ which, fault, onAgain }: FaultSlipProps & { fault: OpeningFault }) {
  const { devices, parts } = useWords();
  const [explained, setExplained] = useState(false);
  return (
    <Slip
      icon={which === "microphone" ? MicrophoneSlashIcon : VideoCameraSlashIcon}
      tone="ask"
      actions={
        <>
          {fault !== "unsupported" && <Button onPress={onAgain}>{parts.tryAgain}</Button>}
          {fault === "refused" && !explained && (
            <Button
              onPress={() => {
                setExplained(true);
              }}
            >
              {devices.howToAllow}
            </Button>
          )}
        </>
      }
    >
      <p>{devices.faults[which][fault]}</p>
      {explained && <AllowSteps />}
    </Slip>
  );
}
