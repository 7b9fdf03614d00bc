// The hand: one press opens its kinds, one press takes it down again.
import { Tool } from "../../../parts/button";
import type { HandKind } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { HandIcon } from "../icons";
import { useRoom } from "../room_context";
import { handOf } from "../seat_facts";
import { MenuTool } from "./menu_tool";

const KINDS: readonly HandKind[] = ["share", "reply", "question", "cannot_hear"];

export function HandTool({ short = false }: { short?: boolean }) {
  const { state, me } = useSession();
  const { act } = useRoom();
  const words = useWords().room.bar;
  const hand = handOf(state, me);
  if (hand) {
    return (
      <Tool
        icon={HandIcon}
        word={short ? words.handShort(hand.position) : words.handInLine(hand.position)}
        isOn
        description={words.handUp(hand.position)}
        onPress={() => { void act("LowerHand", { seat_id: me }); }}
      />
    );
  }
  const acts = KINDS.map((kind) => ({
    id: kind,
    icon: HandIcon,
    word: words.handKinds[kind],
    onAct: () => { void act("RaiseHand", { kind }); },
  }));
  return <MenuTool icon={HandIcon} word={short ? words.hand : words.raiseHand} label={words.handMenu} acts={acts} />;
}
