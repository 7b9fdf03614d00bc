// The connection dropped: what is kept, what is being done, and a number that works without it.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { Call } from "../../../parts/calm";
import { Icon } from "../../../parts/icon";
import { Steps } from "../../../parts/slip";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { ArrowsClockwiseIcon, PhoneIcon } from "../icons";
import { useRoom } from "../room_context";
import { handOf } from "../seat_facts";

export function Reconnecting() {
  const { state, me, connection, tryNow } = useSession();
  const { microphone } = useMedia();
  const { openDialog } = useRoom();
  const { room, connectionTest } = useWords();
  const words = room.reconnecting;
  const kept = handOf(state, me) ? words.keptWithHand : words.kept;
  return (
    <section className="reconnecting" role="status" aria-label={words.title}>
      <h2 className="voice">{words.title}</h2>
      {/* Sound and picture have a way of their own, which may be whole while the socket is gone. */}
      <p>{kept} {words.othersSee} {microphone.state === "on" ? words.microphoneOn : words.microphoneOff}</p>
      <Steps
        label={words.title}
        steps={[
          { what: words.steps.lost, state: "past" },
          { what: words.steps.again(connection.attempt), state: "now", icon: ArrowsClockwiseIcon },
          { what: words.steps.media, state: "later" },
        ]}
      />
      <p className="keep">
        <Icon of={PhoneIcon} />
        <span>{words.someoneBefore} <Call number={state.settings.crisis_line} /> {words.someoneAfter}</span>
      </p>
      <div className="row tight">
        <Button kind="go" onPress={tryNow}>{words.tryNow}</Button>
        <Button onPress={() => { openDialog("leave"); }}>{words.leave}</Button>
        <Button kind="link" onPress={() => { openDialog("connection"); }}>{connectionTest.ask}</Button>
      </div>
    </section>
  );
}
