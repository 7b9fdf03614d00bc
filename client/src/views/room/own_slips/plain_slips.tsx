// Notes without a story: a refusal, a weak connection, sound that waits for a touch, a device that the system holds back.
import { useState } from "react";
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import type { Glyph } from "../../../parts/icon";
import { SpeakerHighIcon, WarningCircleIcon, WifiLowIcon, WifiSlashIcon } from "../../../parts/icons";
import { Slip } from "../../../parts/slip";
import { useWords } from "../../../words/words";
import { MicrophoneIcon, MicrophoneSlashIcon, VideoCameraSlashIcon, XIcon } from "../icons";
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
  return <ConnectionSlip icon={WifiLowIcon} text={words.weak} />;
}

/** The room is there, its sound and picture are not. */
export function NoMediaSlip() {
  const words = useWords().room.own;
  return <ConnectionSlip icon={WifiSlashIcon} text={words.noMedia} />;
}

function ConnectionSlip({ icon, text }: { icon: Glyph; text: string }) {
  const { openDialog } = useRoom();
  const words = useWords().connectionTest;
  return (
    <Slip icon={icon}>
      <div className="slip-line">
        <p>{text}</p>
        <Button onPress={() => { openDialog("connection"); }}>{words.ask}</Button>
      </div>
    </Slip>
  );
}

/** The browser waits for a touch, or the headphones are gone. */
export function SoundWaitsSlip() {
  const { startSound, needsTap } = useMedia();
  const { devices, room } = useWords();
  const gone = needsTap === "headphones";
  return (
    <Slip icon={SpeakerHighIcon} tone="ask">
      <div className="slip-line">
        <p>{gone ? devices.headphonesGone : room.own.tap}</p>
        <Button kind="go" icon={SpeakerHighIcon} onPress={() => { void startSound(); }}>{gone ? devices.playHere : room.own.playSound}</Button>
      </div>
    </Slip>
  );
}

/** It is on and nothing comes out of it: the system holds it back. */
export function SilencedSlip({ kind }: { kind: "microphone" | "camera" }) {
  const media = useMedia();
  const words = useWords().devices;
  return (
    <Slip icon={kind === "microphone" ? MicrophoneSlashIcon : VideoCameraSlashIcon} tone="ask">
      <div className="slip-line">
        <p>{words.silenced[kind]}</p>
        <Button onPress={() => { void media[kind].restore(); }}>{words.restore[kind]}</Button>
      </div>
    </Slip>
  );
}

/** Another microphone took over from one that was unplugged. */
export function TookOverSlip({ name }: { name: string }) {
  const { openDialog } = useRoom();
  const { devices, room } = useWords();
  const [put, putAway] = useState(false);
  if (put) return null;
  return (
    <Slip icon={MicrophoneIcon}>
      <div className="slip-line">
        <p>{name === "" ? devices.tookOverUnnamed : devices.tookOver(name)}</p>
        <Button onPress={() => { openDialog("settings"); }}>{room.own.devices}</Button>
        <Button kind="plain" icon={XIcon} aria-label={room.own.close} onPress={() => { putAway(true); }} />
      </div>
    </Slip>
  );
}

/** The noise suppression gave up; the voice goes out as usual. */
export function QuietFailedSlip() {
  const words = useWords();
  const [put, putAway] = useState(false);
  if (put) return null;
  return (
    <Slip icon={MicrophoneIcon}>
      <div className="slip-line">
        <p>{words.devices.quietFailed}</p>
        <Button kind="plain" icon={XIcon} aria-label={words.room.own.close} onPress={() => { putAway(true); }} />
      </div>
    </Slip>
  );
}
