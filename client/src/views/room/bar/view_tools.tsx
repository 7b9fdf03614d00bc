// Tools that open parts of the page: people, chat, worksheet, settings.
import { Tool } from "../../../parts/button";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { ChatCircleIcon, NotebookIcon, SlidersHorizontalIcon, UsersThreeIcon } from "../icons";
import { useUnreadCount } from "../chat/unread";
import { useRoom, type PanelTab } from "../room_context";
import { ToggleTool } from "./toggle_tool";

function useTabTool(tab: PanelTab) {
  const { panelOpen, tab: shown, openTab, closePanel } = useRoom();
  const isOn = panelOpen && shown === tab;
  return { isOn, onPress: () => { if (isOn) closePanel(); else openTab(tab); } };
}

export function PeopleTool() {
  const { state } = useSession();
  const { staff } = useRoom();
  const words = useWords().room.bar;
  // What waits for staff: people at the door and hands.
  const count = staff ? Object.keys(state.waiting).length + state.hands.length : 0;
  return <ToggleTool icon={UsersThreeIcon} word={words.people} count={count} {...useTabTool("people")} />;
}

export function ChatTool() {
  const words = useWords().room.bar;
  return <ToggleTool icon={ChatCircleIcon} word={words.chat} count={useUnreadCount()} {...useTabTool("chat")} />;
}

export function SheetTool() {
  const words = useWords().room.bar;
  const { staff, sheet } = useRoom();
  const inPanel = useTabTool("sheet");
  const onStage = { isOn: sheet.onStage, onPress: () => { sheet.lay(!sheet.onStage); } };
  return <ToggleTool icon={NotebookIcon} word={words.sheet} {...(sheet.onStage || (sheet.mayLie && !staff) ? onStage : inPanel)} />;
}

export function SettingsTool() {
  const { openDialog } = useRoom();
  const words = useWords().room.bar;
  return <Tool icon={SlidersHorizontalIcon} word={words.settings} onPress={() => { openDialog("settings"); }} />;
}
