// The staff's bar. On a phone what is needed less often stands behind "More".
import { useMedia } from "../../../media/media_context";
import { Tool } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { DotsThreeCircleIcon, MicrophoneSlashIcon, MonitorArrowUpIcon, SignOutIcon, SlidersHorizontalIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { HelpInBar } from "../help/help_in_bar";
import { useRoom } from "../room_context";
import { DeviceTools, ScreenTool } from "./device_tools";
import { MenuTool, type MenuAct } from "./menu_tool";
import { useMuteAllActs } from "./mute_all";
import { ChatTool, PeopleTool, SettingsTool, SheetTool } from "./view_tools";

export function StaffTools() {
  const { openDialog } = useRoom();
  const words = useWords().room;
  return (
    <>
      <div className="set">
        <DeviceTools />
        <HelpInBar />
      </div>
      <div className="set">
        <MenuTool icon={MicrophoneSlashIcon} word={words.bar.muteAll} label={words.muteAll.label} acts={useMuteAllActs()} />
        <ScreenTool />
        <SheetTool />
        <ChatTool />
        <PeopleTool />
        <SettingsTool />
      </div>
      <div className="set">
        <Tool icon={SignOutIcon} word={words.bar.endGroup} tone="leave" onPress={() => { openDialog("end"); }} />
      </div>
    </>
  );
}

export function StaffToolsOnPhone() {
  const words = useWords().room.bar;
  return (
    <div className="set">
      <DeviceTools />
      <HelpInBar />
      <PeopleTool />
      <ChatTool />
      <SheetTool />
      <MenuTool icon={DotsThreeCircleIcon} word={words.more} label={words.more} acts={useMoreActs()} />
    </div>
  );
}

function useMoreActs(): MenuAct[] {
  const { openDialog } = useRoom();
  const { screen } = useMedia();
  const { mayShareScreen, toggleScreen } = useOwnDevices();
  const words = useWords().room.bar;
  const muting = useMuteAllActs();
  const sharing: MenuAct = {
    id: "screen",
    icon: MonitorArrowUpIcon,
    word: screen.state === "on" ? words.stopSharing : words.shareScreen,
    onAct: toggleScreen,
  };
  return [
    ...muting,
    ...(mayShareScreen ? [sharing] : []),
    { id: "settings", icon: SlidersHorizontalIcon, word: words.settings, onAct: () => { openDialog("settings"); } },
    { id: "end", icon: SignOutIcon, word: words.endGroup, tone: "grave", onAct: () => { openDialog("end"); } },
  ];
}
