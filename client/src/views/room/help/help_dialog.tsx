// Help, for a member: one press, no typing. After "Tell staff" the sheet becomes the answer and the numbers stay.
import { useState } from "react";
import { Button } from "../../../parts/button";
import { Dialog } from "../../../parts/dialog";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ChatCircleIcon, HandHeartIcon, PauseCircleIcon, PhoneIcon } from "../icons";
import { useFirstFocus } from "../first_focus";
import { usePauseHandle } from "../pause/pause_context";
import { useRoom } from "../room_context";
import { nameOf, staffPresent } from "../seat_facts";
import { useNow } from "../use_now";

/** Seconds after which one is told that nobody has seen the signal yet. */
const PATIENCE_SECONDS = 30;

export function HelpDialog() {
  const { state, me } = useSession();
  const { dialog, openDialog } = useRoom();
  const words = useWords().room.help;
  const asked = state.help[me];
  return (
    <Dialog title={asked ? words.sent : words.title} isOpen={dialog === "help"} onClose={() => { openDialog(null); }} fromBelow>
      <div className="help-dialog">
        {asked ? <HelpAnswer askedAt={asked.asked_at} seenBy={asked.seen_by} /> : <HelpChoices />}
        <Numbers />
        {!asked && <p className="note">{words.notEmergency}</p>}
      </div>
    </Dialog>
  );
}

function HelpChoices() {
  const { state } = useSession();
  const { act, openDialog } = useRoom();
  const { pause } = usePauseHandle();
  const words = useWords().room.help;
  const format = useFormat();
  const [waiting, setWaiting] = useState(false);
  const names = staffPresent(state).map((seat) => seat.name);
  const tell = async () => {
    setWaiting(true);
    await act("AskForHelp", {});
    setWaiting(false);
  };
  const who = names.length === 0 ? words.nobodyHere : names.length === 1 ? words.onlyStaffAlone(format.list(names)) : words.onlyStaff(format.list(names));
  const part = useFirstFocus<HTMLDivElement>();
  return (
    <div className="help-dialog" ref={part}>
      <Button kind="support" full big wide icon={HandHeartIcon} isWaiting={waiting} onPress={() => { void tell(); }}>{words.tell}</Button>
      <p className="note help-who">{who}</p>
      <Button
        big
        wide
        icon={PauseCircleIcon}
        onPress={() => {
          openDialog(null);
          pause();
        }}
      >
        {words.minute}
      </Button>
      <p className="note help-who">{words.minuteHint}</p>
    </div>
  );
}

function HelpAnswer({ askedAt, seenBy }: { askedAt: number; seenBy: readonly string[] }) {
  const { state, me } = useSession();
  const { act, openDialog, writeTo } = useRoom();
  const words = useWords().room.help;
  const format = useFormat();
  const now = useNow(5);
  const { crisis_line, emergency_number } = state.settings;
  const names = staffPresent(state).map((seat) => seat.name);
  const seen = seenBy.map((seat) => nameOf(state, seat)).filter(Boolean);
  const tellAgain = async () => { if (await act("CloseHelp", { seat_id: me })) await act("AskForHelp", {}); };
  const unseen = seen.length === 0 && now - askedAt > PATIENCE_SECONDS;
  return (
    <>
      <div role="status" className="stack tight">
        {seen.length > 0 && <p>{words.seenBy(format.list(seen), seen.length > 1)}</p>}
        <p>{unseen ? words.nobodyYet(crisis_line) : names.length > 0 ? words.known(format.list(names), names.length > 1, emergency_number, crisis_line) : words.nobodyHere}</p>
      </div>
      {unseen && <Button kind="support" full wide icon={HandHeartIcon} onPress={() => { void tellAgain(); }}>{words.again}</Button>}
      <div className="row tight">
        <Button icon={ChatCircleIcon} onPress={() => { openDialog(null); writeTo({ channel: "staff_line", thread: me }); }}>{words.write}</Button>
        <Button kind="plain" onPress={() => { void act("CloseHelp", { seat_id: me }); }}>{words.withdraw}</Button>
      </div>
    </>
  );
}

/** The crisis line and the emergency number of this place: they work without us. */
function Numbers() {
  const { state } = useSession();
  const words = useWords().room.help;
  const { crisis_line, emergency_number } = state.settings;
  return (
    <div className="help-numbers">
      <a className="button support" href={`tel:${digits(crisis_line)}`}><PhoneIcon className="icon small" aria-hidden="true" />{words.crisis(crisis_line)}</a>
      <a className="button grave" href={`tel:${digits(emergency_number)}`}><PhoneIcon className="icon small" aria-hidden="true" />{words.emergency(emergency_number)}</a>
    </div>
  );
}

function digits(number: string): string {
  return number.replaceAll(/[^+\d]/g, "");
}
