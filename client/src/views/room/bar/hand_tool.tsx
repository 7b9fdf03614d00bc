// The hand: one press opens its kinds, one press takes it down again. On a phone, whose bar is short, reactions stand below.
import { Tool } from "../../../parts/button";
import type { Glyph } from "../../../parts/icon";
import type { HandKind } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { ArrowBendUpLeftIcon, EarSlashIcon, HandIcon, QuestionIcon } from "../icons";
import { useRoom } from "../room_context";
import { handOf } from "../seat_facts";
import { MenuTool, type MenuAct } from "./menu_tool";
import { useReactActs } from "./react_tool";

const KINDS: readonly (readonly [HandKind, Glyph])[] = [
  ["share", HandIcon],
  ["reply", ArrowBendUpLeftIcon],
  ["question", QuestionIcon],
  ["cannot_hear", EarSlashIcon],
];

export function HandTool({ short = false }: { short?: boolean }) {
  const { state, me } = useSession();
  const { act } = useRoom();
  const words = useWords().room.bar;
  const reactions = useReactActs();
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
  const kinds: MenuAct[] = KINDS.map(([kind, icon]) => ({
    id: kind,
    icon,
    word: words.handKinds[kind],
    onAct: () => { void act("RaiseHand", { kind }); },
  }));
  if (!short) return <MenuTool icon={HandIcon} word={words.raiseHand} label={words.handMenu} acts={kinds} />;
  const acts = [...kinds, ...reactions.map((reaction, index) => ({ ...reaction, apart: index === 0 }))];
  return <MenuTool icon={HandIcon} word={words.hand} label={words.hand} acts={acts} />;
}
