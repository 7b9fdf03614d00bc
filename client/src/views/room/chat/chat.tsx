// The chat: to whom, the lines, who reads them, and the field.
import { useState } from "react";
import type { Message } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";
import { keyOf, recipients, sameRecipient } from "./channels";
import { ChatLog } from "./chat_log";
import { ChatMode } from "./chat_mode";
import { Composer } from "./composer";
import { RecipientChoice } from "./recipient_choice";

export function Chat() {
  const { state, me } = useSession();
  const { recipient, staff } = useRoom();
  const choices = recipients(state, me);
  // Somebody written to may have left since.
  const shown = choices.find((choice) => sameRecipient(choice, recipient)) ?? choices[0] ?? recipient;
  const [answered, setAnswered] = useState<Message | null>(null);
  const reply = answered && sameRecipient(answered, shown) ? answered : null;
  return (
    <div className="chat">
      <div className="chat-head">
        <RecipientChoice choices={choices} shown={shown} />
        {staff && shown.channel === "room" && <ChatMode />}
      </div>
      <ChatLog key={keyOf(shown)} recipient={shown} onReply={setAnswered} />
      <Composer recipient={shown} reply={reply} onReplyDone={() => { setAnswered(null); }} />
    </div>
  );
}
