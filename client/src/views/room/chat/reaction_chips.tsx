// The reactions to a line, each with its number; one's own can be taken off here.
import { ToggleButton } from "react-aria-components";
import { Icon } from "../../../parts/icon";
import type { Message } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { REACTION_ICONS, REACTIONS } from "../stage/reactions_shown";

export function ReactionChips({ message }: { message: Message }) {
  const { me, standing } = useSession();
  const { act } = useRoom();
  const words = useWords().room;
  const present = REACTIONS.filter((reaction) => (message.reactions[reaction]?.length ?? 0) > 0);
  if (present.length === 0) return null;
  return (
    <div className="reaction-chips">
      {present.map((reaction) => {
        const seats = message.reactions[reaction] ?? [];
        return (
          <ToggleButton
            key={reaction}
            className="reaction-chip"
            aria-label={words.chat.reacted(words.seat.reactions[reaction], seats.length)}
            isSelected={seats.includes(me)}
            isDisabled={standing === "observer"}
            onChange={(on) => { void act("ReactToMessage", { message_id: message.message_id, reaction, on }); }}
          >
            <Icon of={REACTION_ICONS[reaction]} size="small" filled={seats.includes(me)} />
            {seats.length}
          </ToggleButton>
        );
      })}
    </div>
  );
}
