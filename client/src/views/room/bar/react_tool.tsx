// A reaction over one's own seat, for some seconds: a way to be there without speaking.
import { useWords } from "../../../words/words";
import { SmileyIcon } from "../icons";
import { useRoom } from "../room_context";
import { REACTION_ICONS, REACTIONS } from "../stage/reactions_shown";
import { MenuTool, type MenuAct } from "./menu_tool";

export function ReactTool() {
  const words = useWords().room.bar;
  return <MenuTool icon={SmileyIcon} word={words.react} label={words.react} acts={useReactActs()} />;
}

export function useReactActs(): MenuAct[] {
  const { act } = useRoom();
  const words = useWords().room.seat.reactions;
  return REACTIONS.map((reaction) => ({
    id: reaction,
    icon: REACTION_ICONS[reaction],
    word: words[reaction],
    onAct: () => { void act("ShowReaction", { reaction }); },
  }));
}
