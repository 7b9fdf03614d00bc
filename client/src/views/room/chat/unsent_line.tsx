// A line that the room does not have yet: its words stay, and after a failure there is a way to send them again.
import { Button } from "../../../parts/button";
import { Initial } from "../../../parts/slip";
import { useSession, type UnsentMessage } from "../../../session_context";
import { useWords } from "../../../words/words";
import { nameOf } from "../seat_facts";

export function UnsentLine({ line }: { line: UnsentMessage }) {
  const { state, me, sendAgain } = useSession();
  const { room, refusals } = useWords();
  const words = room.chat;
  const name = nameOf(state, me);
  const sentences: Record<string, string> = refusals;
  const reason = line.code === undefined ? undefined : sentences[line.code];
  return (
    <li className="chat-line" data-unsent>
      <Initial name={name} />
      <div className="chat-body">
        <p className="by"><b>{name}</b> · {line.state === "sending" ? words.sending : words.notSent}</p>
        <p className="written">{line.message.text}</p>
        {line.state === "failed" && (
          <div className="row tight">
            {reason && <span className="note">{reason}</span>}
            <Button onPress={() => { sendAgain(line.clientId); }}>{words.sendAgain}</Button>
          </div>
        )}
      </div>
    </li>
  );
}
