// When a sound is due. A knock waits for the end of a turn, at most a minute; nobody hears others join or leave.
import { useEffect, useRef } from "react";
import type { SeatId } from "../../../protocol";
import { useSession, useSessionEvent } from "../../../session_context";
import { choicesNow, type SoundName } from "../remembered";
import { useRoom } from "../room_context";
import { playSound } from "./sounds";

const KNOCK_WAITS_MS = 60_000;

export function useRoomSounds(): void {
  const { state, me } = useSession();
  const { staff } = useRoom();
  useKnock(staff, state.turn !== null);
  useSessionEvent("HandRaised", ({ hand }) => { if (staff && hand.seat_id !== me) play("hand"); });
  useSessionEvent("HelpAsked", ({ seat_id }) => { if (staff && seat_id !== me) play("help"); });
  useSessionEvent("TurnGiven", ({ seat_id }) => { if (seat_id === me) play("turn"); });
}

function play(name: SoundName): void {
  const { sounds, volume } = choicesNow();
  if (sounds[name]) playSound(name, volume);
}

/** Once per person; while somebody has the turn it is kept for the pause. */
function useKnock(staff: boolean, turnIsOn: boolean): void {
  const knocked = useRef(new Set<SeatId>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const knock = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    play("knock");
  };
  useSessionEvent("WaitingStarted", ({ waiting }) => {
    if (!staff || knocked.current.has(waiting.seat_id)) return;
    knocked.current.add(waiting.seat_id);
    if (turnIsOn) timer.current ??= setTimeout(knock, KNOCK_WAITS_MS);
    else knock();
  });
  useEffect(() => {
    if (turnIsOn || timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    play("knock");
  }, [turnIsOn]);
  useEffect(() => () => { clearTimeout(timer.current); }, []);
}
