// Notes without a story: a refusal, a weak connection, sound that waits for a touch.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { SpeakerHighIcon, WarningCircleIcon, WifiLowIcon } from "../../../parts/icons";
import { Slip } from "../../../parts/slip";
import { useWords } from "../../../words/words";
import { XIcon } from "../icons";
import { useRoom } from "../room_context";

/** What the room did not do, and why. */
export function RefusalSlip({ code }: { code: string }) {
  const { refuse } = useRoom();
  const { refusals, room } = useWords();
  const sentences: Record<string, string> = refusals;
  return (
    <Slip icon={WarningCircleIcon}>
      <div className="slip-line">
        <p>{sentences[code] ?? refusals.unknown}</p>
        <Button kind="plain" icon={XIcon} aria-label={room.own.close} onPress={() => { refuse(null); }} />
      </div>
    </Slip>
  );
}

export function WeakSlip() {
  const words = useWords().room.own;
  return <Slip icon={WifiLowIcon}><p>{words.weak}</p></Slip>;
}

export function SoundWaitsSlip() {
  const { startSound } = useMedia();
  const words = useWords().room.own;
  return (
    <Slip icon={SpeakerHighIcon} tone="ask">
      <div className="slip-line">
        <p>{words.tap}</p>
        <Button kind="go" icon={SpeakerHighIcon} onPress={() => { void startSound(); }}>{words.playSound}</Button>
      </div>
    </Slip>
  );
}
