// Two live regions that tell what happens to those who do not see it: one that waits its turn, one that interrupts.
import { useEffect, useRef, useState } from "react";
import type { EventPayloads, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { isAssertive, noteOf, TOLD_EVENTS, type Note } from "./notes";
import { PoliteQueue } from "./polite_queue";
import { sentences } from "./sentences";

export function Narrator() {
  const [polite, setPolite] = useState("");
  const [assertive, setAssertive] = useState("");
  const speak = useSpeaker();
  useNotes(
    (notes) => { setPolite(speak(notes)); },
    (note) => { setAssertive(speak([note])); },
  );
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">{polite}</div>
      <div className="visually-hidden" role="alert" aria-live="assertive">{assertive}</div>
    </>
  );
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
