// Carries out an act about a person: a command to the room, or a change on this page.
import { useMedia } from "../../../media/media_context";
import type { SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useRoom } from "../room_context";
import type { PersonAct } from "./person_acts";

/** Acts that open a form of their own instead. */
export type FormAct = Extract<PersonAct, "rename" | "remove">;
export type DirectAct = Exclude<PersonAct, FormAct>;

export function usePersonAct(seatId: SeatId): (act: DirectAct) => void {
  const { me } = useSession();
  const { act, pin, writeTo } = useRoom();
  const { setSelfViewHidden } = useMedia();
  const seat = { seat_id: seatId };
  const run: Record<DirectAct, () => unknown> = {
    callOn: () => act("CallOn", seat),
    endTurn: () => act("EndTurn", {}),
    askToUnmute: () => act("AskToUnmute", seat),
    write: () => { writeTo({ channel: "staff_line", thread: seatId }); },
    writeToStaff: () => { writeTo({ channel: "staff_line", thread: me }); },
    spotlight: () => act("SetSpotlight", { seat_id: seatId }),
    spotlightOff: () => act("SetSpotlight", { seat_id: null }),
    pin: () => { pin(seatId); },
    unpin: () => { pin(null); },
    hideView: () => { setSelfViewHidden(true); },
    showView: () => { setSelfViewHidden(false); },
    lowerHand: () => act("LowerHand", seat),
    mute: () => act("Mute", seat),
    keepMuted: () => act("BlockSource", { ...seat, source: "microphone" }),
    allowMicrophone: () => act("UnblockSource", { ...seat, source: "microphone" }),
    stopCamera: () => act("StopSource", { ...seat, source: "camera" }),
    keepDark: () => act("BlockSource", { ...seat, source: "camera" }),
    allowCamera: () => act("UnblockSource", { ...seat, source: "camera" }),
    stopScreen: () => act("StopSource", { ...seat, source: "screen" }),
    keepScreen: () => act("BlockSource", { ...seat, source: "screen" }),
    allowScreen: () => act("UnblockSource", { ...seat, source: "screen" }),
    makeFacilitator: () => act("ChangeRole", { ...seat, role: "facilitator" }),
    makeCoHost: () => act("ChangeRole", { ...seat, role: "co_host" }),
    makeMember: () => act("ChangeRole", { ...seat, role: "participant" }),
    makeObserver: () => act("ChangeRole", { ...seat, role: "observer" }),
  };
  return (wanted) => { run[wanted](); };
}
