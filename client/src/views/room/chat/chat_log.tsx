// The lines of one channel, newest below. Stays at the end while one reads there, and never pulls one away from older lines.
import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "../../../parts/button";
import type { Message } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import type { Recipient } from "../room_context";
import { linesFor, sameRecipient } from "./channels";
import { ChatLine } from "./chat_line";
import { recipientName } from "./recipient_choice";
import { UnsentLine } from "./unsent_line";

/** Pixels from the end within which one still reads the newest line. */
const NEAR_THE_END = 48;

interface ChatLogProps {
  recipient: Recipient;
  onReply: (message: Message) => void;
}

export function ChatLog({ recipient, onReply }: ChatLogProps) {
  const { state, unsent } = useSession();
  const words = useWords().room.chat;
  const lines = linesFor(state, recipient);
  const waiting = unsent.filter(({ message }) => sameRecipient({ channel: message.channel ?? "room", thread: message.thread ?? recipient.thread }, recipient));
  const { box, unseen, toEnd, onScroll } = useEnd(lines.length + waiting.length);
  return (
    <div className="chat-middle">
      <div
        ref={box}
        className="chat-log"
        role="log"
        aria-label={words.log(recipientName(recipient, state, words))}
        // A box that scrolls must be reachable by the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={onScroll}
      >
        {lines.length + waiting.length === 0 && <p className="note chat-empty">{recipient.channel === "staff_line" ? words.emptyStaff : words.empty}</p>}
        <ol>
          {lines.map((message) => (
            <ChatLine key={message.message_id} message={message} answers={answered(lines, message)} onReply={() => { onReply(message); }} />
          ))}
          {waiting.map((line) => <UnsentLine key={line.clientId} line={line} />)}
        </ol>
      </div>
      {unseen > 0 && <Button kind="quiet" onPress={toEnd}>{words.newBelow(unseen)}</Button>}
    </div>
  );
}

function answered(lines: readonly Message[], message: Message): Message | null {
  return lines.find((other) => other.message_id === message.reply_to) ?? null;
}

function useEnd(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [seen, setSeen] = useState(count);
  useLayoutEffect(() => {
    if (!atEnd.current || !box.current) return;
    box.current.scrollTop = box.current.scrollHeight;
    setSeen(count);
  }, [count]);
  const onScroll = () => {
    if (!box.current) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    if (atEnd.current) setSeen(count);
  };
  const toEnd = () => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    setSeen(count);
  };
  return { box, unseen: Math.max(0, count - seen), toEnd, onScroll };
}
