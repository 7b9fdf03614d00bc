// A reaction over a seat, for some seconds; nothing is kept.
import { Icon, type Glyph } from "../../../parts/icon";
import { HandFistIcon, HandsClappingIcon, HandsPrayingIcon, HeartIcon, UsersThreeIcon } from "../icons";
import { useEffect, useRef, useState } from "react";
import type { Reaction, SeatId } from "../../../protocol";
import { useSessionEvent } from "../../../session_context";
import { useWords } from "../../../words/words";

/** How long one is seen, in milliseconds. */
const SHOWN_MS = 4000;

export const REACTION_ICONS: Readonly<Record<Reaction, Glyph>> = {
  heart: HeartIcon,
  thanks: HandsPrayingIcon,
  strength: HandFistIcon,
  me_too: UsersThreeIcon,
  applause: HandsClappingIcon,
};

export const REACTIONS = Object.keys(REACTION_ICONS) as Reaction[];

/** Which reaction each seat shows now. */
export function useShownReactions(): ReadonlyMap<SeatId, Reaction> {
  const [shown, setShown] = useState<ReadonlyMap<SeatId, Reaction>>(new Map());
  const timers = useRef(new Map<SeatId, ReturnType<typeof setTimeout>>());
  useSessionEvent("ReactionShown", ({ seat_id, reaction }) => {
    clearTimeout(timers.current.get(seat_id));
    setShown((before) => new Map(before).set(seat_id, reaction));
    const timer = setTimeout(() => {
      setShown((before) => new Map([...before].filter(([seat]) => seat !== seat_id)));
    }, SHOWN_MS);
    timers.current.set(seat_id, timer);
  });
  useEffect(() => {
    const running = timers.current;
    return () => { for (const timer of running.values()) clearTimeout(timer); };
  }, []);
  return shown;
}

export function ShownReaction({ reaction }: { reaction: Reaction | undefined }) {
  const words = useWords().room.seat.reactions;
  if (!reaction) return null;
  return (
    <span className="shown-reaction">
      <Icon of={REACTION_ICONS[reaction]} filled />
      <span>{words[reaction]}</span>
    </span>
  );
}
