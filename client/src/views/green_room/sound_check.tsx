// The own microphone's level in bars and in words, and whether it has been heard at all.
import { useEffect, useState } from "react";
import { useLevel, useMedia, type DeviceFault } from "../../media/media_context";
import { useWords } from "../../words/words";

const BARS = 9;
/** From this bar on a voice counts as heard. */
const HEARD_FROM = 3;
/** With these there is nothing that could be turned on. */
const NOT_THERE: readonly (DeviceFault | null)[] = ["missing", "unplugged", "unsupported"];

/** True once the microphone brought a voice, until it is turned off. */
export function useHeard(): boolean {
  const { microphone, level } = useMedia();
  const [heard, setHeard] = useState(false);
  const isOn = microphone.state === "on";
  useEffect(() => {
    if (!isOn) return;
    const stop = level.subscribe(() => {
      if (level.get() * BARS >= HEARD_FROM) setHeard(true);
    });
    return () => {
      stop();
      setHeard(false);
    };
  }, [isOn, level]);
  return heard;
}

export function LevelLine({ heard }: { heard: boolean }) {
  const words = useWords().greenRoom.level;
  const { microphone, level } = useMedia();
  const full = useLevel(level, BARS);
  const off = NOT_THERE.includes(microphone.fault) ? words.none : words.off;
  const said = microphone.state !== "on" ? off : heard ? words.well : words.quiet;
  return (
    <div className="row level-line">
      <span className="meter" aria-hidden="true">
        {Array.from({ length: BARS }, (_, bar) => (
          <span key={bar} data-full={bar < full || undefined} />
        ))}
      </span>
      <span role="status">{said}</span>
    </div>
  );
}
