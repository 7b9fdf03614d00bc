// A member's bar. Help is always at the same end, Leave last.
import { useMedia } from "../../../media/media_context";
import { Tool } from "../../../parts/button";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { EyeIcon, EyeSlashIcon, PauseCircleIcon, SignOutIcon } from "../icons";
import { usePauseHandle } from "../pause/pause_context";
import { useRoom } from "../room_context";
import { HandHeartFilledIcon } from "./help_icon";
import { DeviceTools, ScreenTool } from "./device_tools";
import { HandTool } from "./hand_tool";
import { ReactTool } from "./react_tool";
import { ChatTool, PeopleTool, SettingsTool, SheetTool } from "./view_tools";

export function MemberTools() {
  const watches = useIsObserver();
  return (
    <>
      <div className="set">{!watches && <DeviceTools />}</div>
      <div className="set">
        {!watches && <HandTool />}
        {!watches && <ReactTool />}
        <PauseTool />
        <HideViewTool />
        <ScreenTool />
        <SheetTool />
        <ChatTool />
        <PeopleTool />
        <SettingsTool />
      </div>
      <div className="set">
        <HelpTool />
        <LeaveTool />
      </div>
    </>
  );
}

export function MemberToolsOnPhone() {
  const watches = useIsObserver();
  const { screen } = useRoom();
  return (
    <div className="set">
      {!watches && <DeviceTools />}
      {!watches && <HandTool short />}
      <PauseTool short />
      {screen.low && <ChatTool />} {/* the strip, which has it otherwise, is not there */}
      <HelpTool />
      <LeaveTool />
    </div>
  );
}

/** An observer listens and sees: no microphone, no camera, no hand. */
function useIsObserver(): boolean {
  const { state, me } = useSession();
  return state.seats[me]?.role === "observer";
}

function PauseTool({ short = false }: { short?: boolean }) {
  const { pause } = usePauseHandle();
  const words = useWords().room.bar;
  return <Tool icon={PauseCircleIcon} word={short ? words.pause : words.privatePause} onPress={pause} />;
}

function HideViewTool() {
  const { selfViewHidden, setSelfViewHidden, camera } = useMedia();
  const words = useWords().room.bar;
  if (camera.state !== "on") return null;
  return (
    <span className="only-very-wide">
      <Tool
        icon={selfViewHidden ? EyeIcon : EyeSlashIcon}
        word={selfViewHidden ? words.showView : words.hideView}
        onPress={() => { setSelfViewHidden(!selfViewHidden); }}
      />
    </span>
  );
}

function HelpTool() {
  const { openDialog } = useRoom();
  const words = useWords().room.bar;
  return <Tool icon={HandHeartFilledIcon} word={words.help} tone="care" onPress={() => { openDialog("help"); }} />;
}

function LeaveTool() {
  const { openDialog } = useRoom();
  const words = useWords().room.bar;
  return <Tool icon={SignOutIcon} word={words.leave} tone="leave" onPress={() => { openDialog("leave"); }} />;
}
