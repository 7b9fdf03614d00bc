// One's own microphone, camera and screen: each tells its state as word, icon and frame.
import { useMedia } from "../../../media/media_context";
import { Tool } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { LockSimpleIcon, MicrophoneIcon, MicrophoneSlashIcon, MonitorArrowUpIcon, VideoCameraIcon, VideoCameraSlashIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { useRoom } from "../room_context";
import { ToggleTool } from "./toggle_tool";

export function DeviceTools() {
  return (
    <>
      <MicrophoneTool />
      <CameraTool />
    </>
  );
}

function MicrophoneTool() {
  const { microphone } = useMedia();
  const { microphoneShut, toggleMicrophone } = useOwnDevices();
  const { screen } = useRoom();
  const words = useWords().room;
  if (microphoneShut !== null) {
    const description = microphoneShut === "kept_muted" ? words.own.keptMuted : words.own.onlyStaff;
    return <Tool icon={LockSimpleIcon} word={screen.small ? words.bar.mutedShort : words.bar.mutedByStaff} isOn={false} isDisabled description={description} onPress={toggleMicrophone} />;
  }
  const on = microphone.state === "on";
  return (
    <Tool
      icon={on ? MicrophoneIcon : MicrophoneSlashIcon}
      word={on ? words.bar.micOn : words.bar.micOff}
      isOn={on}
      isWaiting={microphone.state === "opening"}
      onPress={toggleMicrophone}
    />
  );
}

function CameraTool() {
  const { camera } = useMedia();
  const { cameraShut, toggleCamera } = useOwnDevices();
  const words = useWords().room;
  if (cameraShut) {
    return <Tool icon={LockSimpleIcon} word={words.bar.videoOff} isOn={false} isDisabled description={words.own.keptDark} onPress={toggleCamera} />;
  }
  const on = camera.state === "on";
  return (
    <Tool
      icon={on ? VideoCameraIcon : VideoCameraSlashIcon}
      word={on ? words.bar.videoOn : words.bar.videoOff}
      isOn={on}
      isWaiting={camera.state === "opening"}
      onPress={toggleCamera}
    />
  );
}

export function ScreenTool() {
  const { screen } = useMedia();
  const { mayShareScreen, toggleScreen } = useOwnDevices();
  const words = useWords().room.bar;
  if (!mayShareScreen) return null;
  const on = screen.state === "on";
  return <ToggleTool icon={MonitorArrowUpIcon} word={on ? words.stopSharing : words.shareScreen} isOn={on} isWaiting={screen.state === "opening"} onPress={toggleScreen} />;
}
