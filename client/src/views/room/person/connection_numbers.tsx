// A seat's connection in numbers, for staff who help: asked for when opened, not watched.
import { useState } from "react";
import { Button } from "../../../parts/button";
import type { SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { Facts, type Row } from "./person_facts";

interface Numbers {
  round_trip_ms: number;
  loss_to: number;
  loss_from: number;
  sending_bps: number;
  limit_bps: number;
}

export function ConnectionNumbers({ seatId }: { seatId: SeatId }) {
  const { request } = useSession();
  const words = useWords().room.person;
  const { language } = useFormat();
  const [numbers, setNumbers] = useState<Numbers | null | undefined>(undefined);
  const ask = async () => {
    const answer = await request<{ connection: Numbers | null }, "InspectConnection">("InspectConnection", { seat_id: seatId });
    if ("ok" in answer) setNumbers(answer.ok.connection);
  };
  return (
    <div className="stack tight" role="status">
      <Button kind="plain" onPress={() => { void ask(); }}>{words.connection}</Button>
      {numbers === null && <p className="note">{words.noConnection}</p>}
      {numbers && <Facts rows={rowsOf(numbers, words, language)} />}
    </div>
  );
}

function rowsOf(numbers: Numbers, words: ReturnType<typeof useWords>["room"]["person"], language: string): Row[] {
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const amount = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return [
    [words.roundTrip, words.milliseconds(numbers.round_trip_ms)],
    [words.lossTo, share.format(numbers.loss_to)],
    [words.lossFrom, share.format(numbers.loss_from)],
    [words.sent, words.megabits(amount.format(numbers.sending_bps / 1e6))],
    [words.limit, words.megabits(amount.format(numbers.limit_bps / 1e6))],
  ];
}
