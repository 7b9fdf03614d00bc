// One line of chat: who, when, what; own lines stand on the same side as all others.
import { Button as AriaButton, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "../../../parts/icon";
import { Initial } from "../../../parts/slip";
import type { Message } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ActMenu, type MenuAct } from "../bar/menu_tool";
import { ArrowBendUpLeftIcon, DotsThreeIcon, TrashIcon } from "../icons";
import { useRoom } from "../room_context";
import { REACTION_ICONS, REACTIONS } from "../stage/reactions_shown";
import { LinkedText } from "./linked_text_view";
import { ReactionChips } from "./reaction_chips";

interface ChatLineProps {
  message: Message;
  /** The line that this one answers, while it is still there. */
  answers: Message | null;
  onReply: () => void;
}

export function ChatLine({ message, answers, onReply }: ChatLineProps) {
  const { room, parts } = useWords();
  const format = useFormat();
  const words = room.chat;
  const time = format.time(message.sent_at);
  return (
    <li className="chat-line">
      <Initial name={message.name} />
      <div className="chat-body">
        <p className="by number">
          <b>{message.name}</b> {message.role === "participant" ? `· ${time}` : `· ${words.by(parts.roles[message.role], time)}`}
        </p>
        {answers && <p className="note chat-answers"><Icon of={ArrowBendUpLeftIcon} size="small" />{words.inReply(answers.name)}{answers.deleted_by === null && <>: <q>{answers.text}</q></>}</p>}
        {message.deleted_by === null ? (
          <>
            <p className="written"><LinkedText text={message.text} /></p>
            <ReactionChips message={message} />
          </>
        ) : (
          <p className="note">{message.deleted_by === "staff" ? words.removedByStaff : words.removedByAuthor}</p>
        )}
      </div>
      {message.deleted_by === null && <LineMenu message={message} onReply={onReply} />}
    </li>
  );
}

function LineMenu({ message, onReply }: { message: Message; onReply: () => void }) {
  const { me, standing } = useSession();
  const { act, staff } = useRoom();
  const words = useWords().room;
  const speaks = standing !== "observer";
  const reactions: MenuAct[] = REACTIONS.map((reaction, index) => {
    const on = message.reactions[reaction]?.includes(me) ?? false;
    return {
      id: reaction,
      icon: REACTION_ICONS[reaction],
      isOn: on,
      apart: index === 0,
      word: words.seat.reactions[reaction],
      onAct: () => { void act("ReactToMessage", { message_id: message.message_id, reaction, on: !on }); },
    };
  });
  const acts: MenuAct[] = [
    { id: "reply", icon: ArrowBendUpLeftIcon, word: words.chat.reply, onAct: onReply },
    ...(speaks ? reactions : []),
    ...(staff || message.author === me
      ? [{ id: "delete", icon: TrashIcon, word: words.chat.delete, tone: "grave" as const, apart: true, onAct: () => { void act("DeleteMessage", { message_id: message.message_id }); } }]
      : []),
  ];
  return (
    <MenuTrigger>
      <AriaButton className="line-more" aria-label={words.chat.actions(message.name)}><Icon of={DotsThreeIcon} /></AriaButton>
      <Popover className="popover" placement="bottom end"><ActMenu label={words.chat.actions(message.name)} acts={acts} /></Popover>
    </MenuTrigger>
  );
}
