// What staff may decide for all members' microphones and cameras at once.
import type { Microphones } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { LockSimpleIcon, MicrophoneIcon, MicrophoneSlashIcon, VideoCameraSlashIcon } from "../icons";
import { useRoom } from "../room_context";
import type { MenuAct } from "./menu_tool";

export function useMuteAllActs(): MenuAct[] {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.muteAll;
  const set = (microphones: Microphones) => () => { void act("SetMicrophones", { microphones }); };
  const open: MenuAct = { id: "open", icon: MicrophoneIcon, word: words.open, hint: words.openHint, onAct: set("open") };
  const mute: MenuAct = { id: "mute", icon: MicrophoneSlashIcon, word: words.muted_on_entry, hint: words.mutedHint, onAct: set("muted_on_entry") };
  const close: MenuAct = { id: "close", icon: LockSimpleIcon, word: words.closed, hint: words.closedHint, onAct: set("closed") };
  const cameras: MenuAct = {
    id: "cameras",
    icon: VideoCameraSlashIcon,
    word: words.cameras,
    hint: words.camerasHint,
    onAct: () => { void act("StopAllCameras", {}); },
  };
  return [
    // Muting again after some have opened theirs is a thing one does.
    mute,
    ...(state.microphones === "closed" ? [] : [close]),
    ...(state.microphones === "open" ? [] : [open]),
    cameras,
  ];
}
