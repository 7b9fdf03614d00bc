// Above the seats, for staff: who has the turn, since when, and who may follow.
import { Button } from "../../../parts/button";
import { Sign } from "../../../parts/slip";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ArrowRightIcon } from "../../../parts/icons";
import { ChatCircleIcon } from "../icons";
import { useRoom } from "../room_context";
import { nameOf } from "../seat_facts";
import { useNow } from "../use_now";

export function TurnLine() {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.turn;
  const format = useFormat();
  const { turn, hands } = state;
  if (!turn && hands.length === 0) return null;
  const next = hands[0];
  const following = hands.slice(turn ? 0 : 1, 3).map((hand) => nameOf(state, hand.seat_id));
  return (
    <section className="turn-line" aria-label={words.label}>
      <p className="grow">
        {turn ? (
          <>
            <Sign icon={ChatCircleIcon} tone="turn">{words.label}</Sign>
            <span className="who">{nameOf(state, turn.seat_id)}</span>
            <SoFar since={turn.since} />
          </>
        ) : (
          <span className="who">{words.nobody}</span>
        )}
        {following.length > 0 && turn && <span className="note following">{words.thenNames(format.list(following))}</span>}
      </p>
      {turn && <Button onPress={() => { void act("EndTurn", {}); }}>{words.end}</Button>}
      {next && (
        <Button kind="go" iconAfter={ArrowRightIcon} onPress={() => { void act("CallOn", { seat_id: next.seat_id }); }}>
          {words.next(nameOf(state, next.seat_id))}
        </Button>
      )}
    </section>
  );
}

/** Counts up softly; it never turns red, and is not read out each second. */
export function SoFar({ since }: { since: number }) {
  const now = useNow(1);
  const format = useFormat();
  const words = useWords().room.turn;
  return <span className="note number" role="timer" aria-live="off">{words.soFar(format.clock(now - since))}</span>;
}
