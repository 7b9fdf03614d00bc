// A reaction over one's own seat, for some seconds: a way to be there without speaking.
import { useWords } from "../../../words/words";
import { SmileyIcon } from "../icons";
import { useRoom } from "../room_context";
import { REACTION_ICONS, REACTIONS } from "../stage/reactions_shown";
import { MenuTool } from "./menu_tool";

export function ReactTool() {
  const { act } = useRoom();
  const words = useWords().room;
  const acts = REACTIONS.map((reaction) => ({
    id: reaction,
    icon: REACTION_ICONS[reaction],
    word: words.seat.reactions[reaction],
    onAct: () => { void act("ShowReaction", { reaction }); },
  }));
  return <MenuTool icon={SmileyIcon} word={words.bar.react} label={words.bar.react} acts={acts} />;
}
