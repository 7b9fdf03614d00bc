// Two live regions that tell what happens to those who do not see it: one that waits its turn, one that interrupts.
import { useEffect, useRef, useState, type HTMLAttributes } from "react";
import type { EventPayloads, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { isAssertive, noteOf, TOLD_EVENTS, type Note } from "./notes";
import { PoliteQueue } from "./polite_queue";
import { sentences } from "./sentences";

/** Milliseconds for which a sentence stays on the page: long enough to be picked up, too short to be found later as news. */
export const TOLD_FOR_MS = 8000;

export function Narrator() {
  const polite = useTold();
  const assertive = useTold();
  const speak = useSpeaker();
  useNotes(
    (notes) => { polite.tell(speak(notes)); },
    (note) => { assertive.tell(speak([note])); },
  );
  return (
    <>
      <Region role="status" aria-live="polite" data-narrator="polite" told={polite.told} />
      <Region role="alert" aria-live="assertive" data-narrator="assertive" told={assertive.told} />
    </>
  );
}

interface Told {
  number: number;
  text: string;
}

/** Each sentence is a new element: the same words said again are heard again. Only what is new is read. */
function Region({ told, ...region }: { told: readonly Told[] } & HTMLAttributes<HTMLDivElement>) {
  return (
    <div className="visually-hidden" aria-atomic="false" {...region}>
      {told.map(({ number, text }) => <p key={number}>{text}</p>)}
    </div>
  );
}

/** What has been told in the last seconds, the newest last. */
function useTold(): { told: readonly Told[]; tell: (text: string) => void } {
  const [told, setTold] = useState<readonly Told[]>([]);
  const count = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => { running.forEach(clearTimeout); };
  }, []);
  const tell = (text: string) => {
    if (!text) return;
    const number = ++count.current;
    setTold((before) => [...before, { number, text }]);
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setTold((before) => before.filter((line) => line.number !== number));
    }, TOLD_FOR_MS);
    timers.current.add(timer);
  };
  return { told, tell };
}

/** Makes a text of notes, with the state and names as they are when it is spoken. */
function useSpeaker(): (notes: readonly Note[]) => string {
  const { state, me } = useSession();
  const words = useWords().room.said;
  const format = useFormat();
  const names = useRef(new Map<SeatId, string>());
  const latest = useRef({ state, me, words, format });
  useEffect(() => {
    latest.current = { state, me, words, format };
    // Somebody who has just left is still called by name.
    for (const seat of [...Object.values(state.seats), ...Object.values(state.waiting)]) names.current.set(seat.seat_id, seat.name);
  }, [state, me, words, format]);
  return (notes) => sentences(notes, { ...latest.current, name: (seat) => names.current.get(seat) ?? "" });
}

function useNotes(tellPolitely: (notes: readonly Note[]) => void, tellNow: (note: Note) => void): void {
  const { state, me, listen } = useSession();
  const { panelOpen, tab } = useRoom();
  const seen = useRef({ state, me, chatIsOpen: false });
  const tell = useRef({ tellPolitely, tellNow });
  useEffect(() => {
    seen.current = { state, me, chatIsOpen: panelOpen && tab === "chat" };
    tell.current = { tellPolitely, tellNow };
  });
  useEffect(() => {
    const queue = new PoliteQueue();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      const wait = queue.waitFrom(performance.now());
      if (wait === null || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        tell.current.tellPolitely(queue.take(performance.now()));
        plan();
      }, wait);
    };
    const hear = (name: keyof EventPayloads) =>
      listen(name, (event) => {
        const note = noteOf(name, event, seen.current);
        if (!note) return;
        if (isAssertive(note)) tell.current.tellNow(note);
        else queue.add(note);
        plan();
      });
    const stops = TOLD_EVENTS.map(hear);
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [listen]);
}
