// The field for a new line, and above it who will read it.
import { useRef, useState, type KeyboardEvent } from "react";
import { Form, Label, TextArea, TextField } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Icon } from "../../../parts/icon";
import { PaperPlaneTiltIcon } from "../../../parts/icons";
import type { Message } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { LockSimpleIcon, XIcon } from "../icons";
import { useRoom, type Recipient } from "../room_context";
import { nameOf, staffSeats } from "../seat_facts";
import { roomClosedTo } from "./channels";

/** The wire's limit for one line. */
const LONGEST_TEXT = 4000;

interface ComposerProps {
  recipient: Recipient;
  reply: Message | null;
  onReplyDone: () => void;
}

export function Composer({ recipient, reply, onReplyDone }: ComposerProps) {
  const { state, standing, send } = useSession();
  const words = useWords().room.chat;
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const closed = recipient.channel === "room" ? roomClosedTo(state, standing) : null;
  const label = useFieldLabel(recipient);

  const submit = () => {
    const line = text.trim();
    if (line === "" || closed !== null) return;
    setText("");
    onReplyDone();
    // Kept and shown by the session until the room has it; nothing to do with the answer here.
    void send({ text: line, channel: recipient.channel, thread: recipient.thread, reply_to: reply?.message_id ?? null });
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter sends, Shift+Enter makes a new line; not while a script is being composed.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  if (closed !== null) return <p className="chat-foot note">{closed === "nobody" ? words.closed : words.staffOnly}</p>;
  return (
    <div className="chat-foot">
      <WhoReads recipient={recipient} />
      {reply && (
        <p className="note chat-replying">
          <span className="grow">{words.replying(reply.name)}</span>
          <Button kind="plain" icon={XIcon} aria-label={words.cancelReply} onPress={onReplyDone} />
        </p>
      )}
      <Form
        className="compose"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField className="grow" value={text} onChange={setText} maxLength={LONGEST_TEXT}>
          <Label className="visually-hidden">{label}</Label>
          <TextArea ref={field} className="input" rows={1} placeholder={label} onKeyDown={onKeyDown} />
        </TextField>
        <Button type="submit" kind="go" icon={PaperPlaneTiltIcon} aria-label={words.send} />
      </Form>
    </div>
  );
}

function useFieldLabel(recipient: Recipient): string {
  const { state } = useSession();
  const { staff } = useRoom();
  const words = useWords().room.chat;
  switch (recipient.channel) {
    case "room":
      return words.fieldRoom;
    case "back_channel":
      return words.fieldBack;
    case "lobby":
      return words.fieldLobby;
    case "staff_line":
      return staff ? words.fieldPerson(nameOf(state, recipient.thread ?? "")) : words.fieldStaff;
  }
}

function WhoReads({ recipient }: { recipient: Recipient }) {
  const { state } = useSession();
  const { staff } = useRoom();
  const words = useWords().room.chat;
  const format = useFormat();
  const names = format.list(staffSeats(state).map((seat) => seat.name));
  const sentence = {
    room: words.readsRoom,
    back_channel: words.readsBack,
    lobby: words.readsLobby,
    staff_line: staff
      ? words.readsPerson(nameOf(state, recipient.thread ?? ""))
      : names === "" ? words.readsStaffPlain : words.readsStaff(names),
  }[recipient.channel];
  return <p className="note who-reads"><Icon of={LockSimpleIcon} size="small" /> {sentence}</p>;
}
