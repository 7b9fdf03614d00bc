// Calls for help, for staff alone: first in the panel, never over the stage, and there until a person closes them.
import { Button } from "../../../parts/button";
import { Icon } from "../../../parts/icon";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { HandHeartIcon } from "../icons";
import { useRoom } from "../room_context";
import { minutesSince, nameOf, staffPresent } from "../seat_facts";
import { useNow } from "../use_now";
import { useIsWatched } from "./help_in_bar";
import type { HelpSignal, SeatId } from "../../../protocol";

const MOST_IN_SIGHT = 2;

interface HelpSlipsProps {
  /** One line each, for a phone and while a card is open. */
  short?: boolean;
  /** Whose card is in sight: it says all that the slip would. */
  besides?: SeatId | null;
}

export function HelpSlips({ short = false, besides = null }: HelpSlipsProps) {
  const { state } = useSession();
  const words = useWords().room.helpSlip;
  const signals = Object.values(state.help)
    .filter((signal) => signal.seat_id !== besides)
    .sort((one, other) => one.asked_at - other.asked_at);
  const watched = useIsWatched();
  if (signals.length === 0 || watched) return null;
  const hidden = signals.length - MOST_IN_SIGHT;
  return (
    <div className="help-slips">
      {signals.slice(0, MOST_IN_SIGHT).map((signal) =>
        short ? <ShortSlip key={signal.seat_id} signal={signal} /> : <HelpSlip key={signal.seat_id} signal={signal} />,
      )}
      {hidden > 0 && <p className="note">{words.more(hidden)}</p>}
    </div>
  );
}

function HelpSlip({ signal }: { signal: HelpSignal }) {
  const { state, me } = useSession();
  const { act, openPerson, writeTo } = useRoom();
  const words = useWords().room.helpSlip;
  const format = useFormat();
  const now = useNow(20);
  const seat = signal.seat_id;
  const colleagues = staffPresent(state).filter((other) => other.seat_id !== me).map((other) => other.name);
  const seen = signal.seen_by.map((other) => nameOf(state, other)).filter(Boolean);
  const who = colleagues.length > 0 ? words.onlyYouAnd(format.list(colleagues)) : words.onlyYou;
  return (
    <section className="slip care help-slip" role="status" aria-label={words.label}>
      <Icon of={HandHeartIcon} />
      <div>
        <p className="sub">{words.title(signal.name)}</p>
        <p className="note">{who} {words.ago(minutesSince(now, signal.asked_at))}</p>
        {seen.length > 0 && <p className="note">{words.seenBy(format.list(seen))}</p>}
      </div>
      {!signal.seen_by.includes(me) && (
        <Button kind="link" onPress={() => { void act("MarkHelpSeen", { seat_id: seat }); }}>{words.seen}</Button>
      )}
      {seat in state.seats ? (
        <div className="row tight">
          <Button kind="support" full onPress={() => { openPerson(seat); }}>{words.openCard}</Button>
          <Button kind="support" onPress={() => { writeTo({ channel: "staff_line", thread: seat }); }}>{words.write}</Button>
        </div>
      ) : (
        <GoneActs signal={signal} />
      )}
    </section>
  );
}

/** Somebody who has left has no card any more; the signal stays until staff have dealt with it. */
function GoneActs({ signal }: { signal: HelpSignal }) {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.helpSlip;
  const phone = state.details[signal.seat_id]?.check_in?.phone;
  return (
    <div className="row tight">
      <span className="note">{words.gone}</span>
      {phone && <a className="button support" href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>{words.call} {phone}</a>}
      <Button onPress={() => { void act("CloseHelp", { seat_id: signal.seat_id }); }}>{words.close}</Button>
    </div>
  );
}

function ShortSlip({ signal }: { signal: HelpSignal }) {
  const { state } = useSession();
  const { openPerson, openTab } = useRoom();
  const words = useWords().room.helpSlip;
  return (
    <section className="slip care help-slip short" role="status" aria-label={words.label}>
      <Icon of={HandHeartIcon} />
      <p className="grow"><b>{words.titleShort(signal.name)}</b> <span className="note">{words.staffOnly}</span></p>
      {signal.seat_id in state.seats ? (
        <Button kind="support" full onPress={() => { openPerson(signal.seat_id); }}>{words.open}</Button>
      ) : (
        <Button kind="support" full onPress={() => { openTab("people"); }}>{words.open}</Button>
      )}
    </section>
  );
}
