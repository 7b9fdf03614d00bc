// What staff may know of a person, above what they may do. Members' states have none of it in them.
import type { CheckIn, Seat } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { handOf } from "../seat_facts";

export function PersonFacts({ seat }: { seat: Seat }) {
  const { state } = useSession();
  const { staff } = useRoom();
  const words = useWords().room;
  const format = useFormat();
  const detail = state.details[seat.seat_id];
  const hand = handOf(state, seat.seat_id);
  const rows: Row[] = [
    ...(staff && detail?.check_in ? checkInRows(detail.check_in, words) : []),
    ...(hand ? [[words.person.hand, words.person.handInLine(hand.position, words.hands.wants[hand.kind])] as const] : []),
    ...(staff && detail?.agreed_at != null && detail.agreement_version !== null
      ? [[words.person.agreed, words.person.agreedAt(detail.agreement_version, format.time(detail.agreed_at))] as const]
      : []),
  ];
  return <Facts rows={rows} />;
}

export type Row = readonly [string, string];

export function Facts({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <dl className="facts">
      {rows.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

export function checkInRows(checkIn: CheckIn, words: ReturnType<typeof useWords>["room"]): Row[] {
  const before = [checkIn.mood !== null && words.door.mood(checkIn.mood), checkIn.alone && words.door.alone[checkIn.alone]];
  const rows: (Row | false)[] = [
    before.some(Boolean) && [words.person.before, before.filter(Boolean).join(", ")],
    checkIn.place !== null && checkIn.place !== "" && [words.person.where, checkIn.place],
    checkIn.phone !== null && checkIn.phone !== "" && [words.person.phone, checkIn.phone],
    checkIn.note !== null && checkIn.note !== "" && [words.person.note, checkIn.note],
  ];
  return rows.filter((row) => row !== false);
}
