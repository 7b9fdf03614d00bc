// Below the seats, for members: who has the turn, which place in line is theirs, and on their own turn what they can do.
import { Button } from "../../../parts/button";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { MicrophoneIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { useRoom } from "../room_context";
import { handOf, nameOf } from "../seat_facts";
import { VoiceBars } from "./seat_plate";
import { SoFar } from "./turn_line";

export function OwnPlace() {
  const { state, me } = useSession();
  const own = handOf(state, me);
  if (state.turn?.seat_id === me) return <OwnTurn since={state.turn.since} />;
  if (!state.turn && !own) return null;
  return <PlaceInLine />;
}

function PlaceInLine() {
  const { state, me } = useSession();
  const { speaking } = useMedia();
  const { act } = useRoom();
  const words = useWords().room.turn;
  const own = handOf(state, me);
  const turn = state.turn;
  return (
    <section className="own-place" aria-label={words.place}>
      <div className="grow">
        <p className="sub row tight">
          {turn ? words.hasTurn(nameOf(state, turn.seat_id)) : words.handUp}
          {turn && speaking.has(turn.seat_id) && <VoiceBars />}
        </p>
        {own && <p>{words.youAre(own.position)}</p>}
      </div>
      {own && <Button onPress={() => { void act("LowerHand", { seat_id: me }); }}>{words.lowerHand}</Button>}
    </section>
  );
}

function OwnTurn({ since }: { since: number }) {
  const { state, me } = useSession();
  const { microphone } = useMedia();
  const { act, openTab } = useRoom();
  const { openMicrophone, microphoneShut } = useOwnDevices();
  const words = useWords().room.turn;
  const silent = microphone.state === "off" && microphoneShut === null;
  return (
    <section className="own-turn-line" aria-label={words.yoursShort}>
      <p className="own-turn-words">
        <span className="voice">{words.yours(nameOf(state, me))}</span>
        <span>{words.takeYourTime} {words.silence}</span>
        <SoFar since={since} />
      </p>
      {silent && <Button kind="go" big icon={MicrophoneIcon} onPress={openMicrophone}>{words.micOn}</Button>}
      <div className="row tight">
        <Button onPress={() => { void act("EndTurn", {}); }}>{words.finished}</Button>
        <Button onPress={() => { openTab("chat"); }}>{words.type}</Button>
      </div>
    </section>
  );
}
