// One's own picture before the others see it, and the controls under it.
import { useState } from "react";
import { Picture } from "../../media/picture";
import type { Reach } from "../../media/reach";
import { SELF, useMedia, type OwnTrack } from "../../media/media_context";
import { Button, Tool } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import {
  EyeSlashIcon,
  MicrophoneIcon,
  MicrophoneSlashIcon,
  SlidersHorizontalIcon,
  SpeakerHighIcon,
  UserFocusIcon,
  VideoCameraIcon,
  VideoCameraSlashIcon,
} from "../../parts/icons";
import { Sign } from "../../parts/slip";
import { useWords } from "../../words/words";
import { BlurField, SoundField } from "../devices/comfort_fields";
import { ConnectionSign } from "./connection_sign";
import { DeviceChoice } from "./device_choice";
import { DeviceFaults } from "./device_fault";
import { LevelLine, useHeard } from "./sound_check";

/** Turns a track on or off, as the press of its tool does. */
export function toggle(track: OwnTrack): void {
  if (track.state === "off") void track.open();
  else track.close();
}

export function Preview({ name, reach }: { name: string; reach: Reach }) {
  const words = useWords().greenRoom;
  const { camera } = useMedia();
  const [othersView, setOthersView] = useState(false);
  const [choosing, setChoosing] = useState(false);
  return (
    <section className="preview stack" aria-label={words.onlyYou}>
      <div className="mirror">
        <Picture seat={SELF} source="camera" mirrored={!othersView}>
          <NoPicture name={name} />
        </Picture>
        {camera.state === "on" && (
          <span className="corner">
            <Sign icon={EyeSlashIcon} tone="on">
              {words.onlyYou}
            </Sign>
          </span>
        )}
      </div>
      <OwnTools othersView={othersView} onOthersView={setOthersView} />
      <DeviceFaults />
      <BlurField />
      <div className="row checks">
        <ConnectionSign reach={reach} />
        <span className="end">
          <Button
            kind="plain"
            icon={SlidersHorizontalIcon}
            onPress={() => {
              setChoosing(true);
            }}
          >
            {words.otherDevices}
          </Button>
        </span>
      </div>
      <DeviceDialog
        isOpen={choosing}
        onClose={() => {
          setChoosing(false);
        }}
      />
    </section>
  );
}

function NoPicture({ name }: { name: string }) {
  const words = useWords().greenRoom;
  const { camera } = useMedia();
  if (camera.state !== "off") return <p className="no-picture voice">{name}</p>; // its first picture is on the way
  return (
    <div className="no-picture">
      <p className="voice">{name || words.cameraOff}</p>
      <p className="note">{name ? words.cameraOff : words.cameraOffHint}</p>
    </div>
  );
}

interface OwnToolsProps {
  othersView: boolean;
  onOthersView: (on: boolean) => void;
}

function OwnTools({ othersView, onOthersView }: OwnToolsProps) {
  const words = useWords().greenRoom;
  const { microphone, camera, soundOnly, playTest } = useMedia();
  const heard = useHeard();
  const [playing, setPlaying] = useState(false);
  const [played, setPlayed] = useState(false);
  const micOn = microphone.state === "on";
  const camOn = camera.state === "on";
  const play = () => {
    setPlaying(true);
    void playTest().finally(() => {
      setPlaying(false);
      setPlayed(true);
    });
  };
  return (
    <>
      <div className="tools">
        <Tool
          icon={micOn ? MicrophoneIcon : MicrophoneSlashIcon}
          isOn={micOn}
          isWaiting={microphone.state === "opening"}
          onPress={() => {
            toggle(microphone);
          }}
          word={micOn ? (heard ? words.micWorks : words.micOn) : words.micOff}
        />
        <Tool
          icon={camOn ? VideoCameraIcon : VideoCameraSlashIcon}
          isOn={camOn}
          isWaiting={camera.state === "opening"}
          isDisabled={soundOnly}
          onPress={() => {
            toggle(camera);
          }}
          word={camOn ? words.videoOn : words.videoOff}
          {...(soundOnly && { description: words.soundOnly })}
        />
        <Tool
          icon={UserFocusIcon}
          isOn={othersView}
          isDisabled={!camOn}
          onPress={() => {
            onOthersView(!othersView);
          }}
          word={othersView ? words.asOthersSee : words.asMirror}
        />
        <Tool
          icon={SpeakerHighIcon}
          onPress={play}
          isDisabled={playing}
          word={playing ? words.soundPlaying : words.testSound}
        />
      </div>
      <LevelLine heard={heard} />
      {played && (
        <p className="note" role="status">
          {words.heardIt}
        </p>
      )}
    </>
  );
}

interface DeviceDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

export function DeviceDialog({ isOpen, onClose }: DeviceDialogProps) {
  const words = useWords().devices;
  return (
    <Dialog title={words.choose} isOpen={isOpen} onClose={onClose}>
      <DeviceChoice />
      <SoundField />
    </Dialog>
  );
}
