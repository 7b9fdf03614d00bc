// Private pause: acts here at once, then tells the server; the way back is the other way round.
import { useCallback, useState } from "react";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";

export interface PrivatePause {
  paused: boolean;
  pause: () => void;
  comeBack: () => void;
}

export function usePrivatePause(): PrivatePause {
  const { state, me } = useSession();
  const { pause: silence, resume } = useMedia();
  const { act } = useRoom();
  const [here, setHere] = useState(false);
  const away = state.seats[me]?.away_since != null;

  const pause = useCallback(() => {
    silence();
    setHere(true);
    void act("StepAway", {});
  }, [silence, act]);

  const comeBack = useCallback(async () => {
    // Sound and picture return only when the room agrees; until then nothing is played.
    if (away && !(await act("ComeBack", {}))) return;
    setHere(false);
    resume();
  }, [away, act, resume]);

  return { paused: here || away, pause, comeBack: () => { void comeBack(); } };
}
