// The line between one waiting person and the staff, and what staff tell all who wait.
import { useState, type SyntheticEvent } from "react";
import { LIMITS, type Message } from "../../protocol";
import { Button } from "../../parts/button";
import { Field } from "../../parts/fields";
import { ChatCircleTextIcon, PaperPlaneTiltIcon } from "../../parts/icons";
import { Slip } from "../../parts/slip";
import { useSession, type UnsentMessage } from "../../session_context";
import { useFormat, useWords } from "../../words/words";

export function StaffLine() {
  const words = useWords().lobby;
  const { state, unsent } = useSession();
  const lines = state.messages.filter(({ channel }) => channel === "staff_line" || channel === "lobby");
  return (
    <>
      {(lines.length > 0 || unsent.length > 0) && (
        <div className="messages" role="log" aria-label={words.messages}>
          {lines.map((line) => (
            <Line key={line.message_id} line={line} />
          ))}
          {unsent.map((line) => (
            <UnsentLine key={line.clientId} line={line} />
          ))}
        </div>
      )}
      <Compose />
    </>
  );
}

function Line({ line }: { line: Message }) {
  const words = useWords().lobby;
  const format = useFormat();
  const { me } = useSession();
  const mine = line.author === me;
  return (
    <Slip icon={ChatCircleTextIcon} role="note" {...(!mine && { tone: "care" })}>
      <p>
        <b>{mine ? words.you : line.name}</b>{" "}
        <span className="note number">
          {format.time(line.sent_at)}
          {line.channel === "lobby" && `, ${words.toAll}`}
        </span>
      </p>
      <p className="written">{line.deleted_by === null ? line.text : words.removedMessage}</p>
    </Slip>
  );
}

function UnsentLine({ line }: { line: UnsentMessage }) {
  const { lobby, refusals } = useWords();
  const { sendAgain } = useSession();
  const failed = line.state === "failed";
  const why =
    line.code !== undefined && line.code in refusals
      ? refusals[line.code as keyof typeof refusals]
      : lobby.notSent;
  return (
    <Slip
      icon={ChatCircleTextIcon}
      actions={
        failed && (
          <Button
            onPress={() => {
              sendAgain(line.clientId);
            }}
          >
            {lobby.sendAgain}
          </Button>
        )
      }
    >
      <p>
        <b>{lobby.you}</b> <span className="note">{failed ? why : lobby.sending}</span>
      </p>
      <p className="written">{line.message.text}</p>
    </Slip>
  );
}

function Compose() {
  const { lobby, parts } = useWords();
  const format = useFormat();
  const { me, staffNames, send } = useSession();
  const [text, setText] = useState("");
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const line = text.trim();
    if (line === "") return;
    setText("");
    void send({ text: line, channel: "staff_line", thread: me });
  };
  return (
    <form className="compose" onSubmit={submit}>
      <Field
        label={lobby.write}
        value={text}
        onChange={setText}
        maxLength={LIMITS.ChatText}
        placeholder={
          staffNames.length > 0
            ? lobby.onlyReadBy(format.list(staffNames), staffNames.length > 1)
            : lobby.onlyReadByStaff
        }
      />
      <Button kind="go" type="submit" icon={PaperPlaneTiltIcon} aria-label={parts.send} />
    </form>
  );
}
