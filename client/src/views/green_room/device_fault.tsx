// What keeps a device closed, in words, with a way on.
import { useState } from "react";
import type { OwnTrack } from "../../media/media_context";
import { Button } from "../../parts/button";
import { MicrophoneSlashIcon, VideoCameraSlashIcon } from "../../parts/icons";
import { Slip } from "../../parts/slip";
import { useWords } from "../../words/words";

interface DeviceFaultProps {
  device: "microphone" | "camera";
  track: OwnTrack;
}

export function DeviceFaultSlip({ device, track }: DeviceFaultProps) {
  const { devices, parts } = useWords();
  const [explained, setExplained] = useState(false);
  if (track.fault === null) return null;
  return (
    <Slip
      icon={device === "microphone" ? MicrophoneSlashIcon : VideoCameraSlashIcon}
      tone="ask"
      actions={
        <>
          {track.fault !== "unsupported" && <Button onPress={() => void track.open()}>{parts.tryAgain}</Button>}
          {track.fault === "refused" && !explained && <Button onPress={() => { setExplained(true); }}>{devices.howToAllow}</Button>}
        </>
      }
    >
      <p>{devices.faults[device][track.fault]}</p>
      {explained && (
        <ol className="numbered">
          <li>{devices.allowSteps.look}</li>
          <li>{devices.allowSteps.allow}</li>
          <li>{devices.allowSteps.again}</li>
        </ol>
      )}
    </Slip>
  );
}
