// Listens to the keyboard and does what the keys ask for. Letters work only when no field has the focus.
import { useEffect, useEffectEvent } from "react";
import { useMedia } from "../../../media/media_context";
import { useSession } from "../../../session_context";
import { useOwnDevices } from "../own_devices";
import { usePauseHandle } from "../pause/pause_context";
import { useChoices } from "../remembered";
import { useRoom } from "../room_context";
import { handOf, trafficOf } from "../seat_facts";
import { actOf, type KeyAct } from "./keymap";
import { focusNextRegion } from "./regions";

const FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable=true], [role=menu], [role=listbox]";
const PRESSABLES = "button, a[href], input, [role=button], [role=row], [role=menuitem], [role=option], [role=tab], [role=switch], summary";

export function useKeys(): void {
  const run = useKeyActs();
  const release = useTalkKey();
  const { staff, dialog } = useRoom();
  const [{ letters }] = useChoices();
  const { paused } = usePauseHandle();

  /** What this press asks for here and now, if anything. */
  const wanted = (event: KeyboardEvent): KeyAct | null => {
    const focus = event.target instanceof Element ? event.target : null;
    const pressable = focus?.closest(PRESSABLES) ?? null;
    const act = actOf(event, {
      inField: focus?.closest(FIELDS) != null,
      onPressable: pressable !== null && pressable !== pointedAt,
      letters,
      staff,
    });
    // While a dialog or the pause page is open, the room behind it is out of reach; the way back is not.
    return (dialog !== null && act !== "list") || (paused && act !== "pause") ? null : act;
  };
  const onDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const act = wanted(event);
    if (act === null || act === "talk") return;
    event.preventDefault();
    run(act);
  });
  const onTalk = useEffectEvent((event: KeyboardEvent) => {
    if (openedByKey && event.code === "Space") keep(event); // held: it repeats
    else if (wanted(event) === "talk") {
      keep(event);
      run("talk");
    }
  });
  const onUp = useEffectEvent((event: KeyboardEvent) => { if (event.code === "Space" && release()) keep(event); });
  const onBlur = useEffectEvent(() => { release(); });

  useEffect(() => {
    const down = (event: KeyboardEvent) => { onDown(event); };
    const talk = (event: KeyboardEvent) => { onTalk(event); };
    const up = (event: KeyboardEvent) => { onUp(event); };
    // A key let go outside of the window is never heard of: the microphone closes with the window's focus.
    const blur = () => { onBlur(); };
    addEventListener("keydown", down);
    // Talking goes ahead of the page: a button that was clicked, and so has the focus, takes the Space for no press.
    addEventListener("keydown", talk, true);
    addEventListener("keyup", up, true);
    addEventListener("keydown", notePointing, true);
    addEventListener("pointerdown", notePointing, true);
    addEventListener("blur", blur);
    return () => {
      removeEventListener("keydown", down);
      removeEventListener("keydown", talk, true);
      removeEventListener("keyup", up, true);
      removeEventListener("keydown", notePointing, true);
      removeEventListener("pointerdown", notePointing, true);
      removeEventListener("blur", blur);
    };
  }, []);
}

/** Nobody else hears of it: no press, no scrolling. */
function keep(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** What a mouse or finger pressed last: the focus that it left there does not mean that Space is to press it again. */
let pointedAt: Element | null = null;
const MOVES_FOCUS = /^(Tab|F6|Arrow\w+)$/;

function notePointing(event: Event): void {
  if (event instanceof KeyboardEvent) pointedAt = MOVES_FOCUS.test(event.key) ? null : pointedAt;
  else pointedAt = event.target instanceof Element ? event.target.closest(PRESSABLES) : null;
}

let openedByKey = false;

/** What letting go of Space does; says whether it was held to talk. */
function useTalkKey(): () => boolean {
  const { microphone } = useMedia();
  return () => {
    if (!openedByKey) return false;
    openedByKey = false;
    microphone.close();
    return true;
  };
}

function useKeyActs(): (act: KeyAct) => void {
  const { state, me } = useSession();
  const { microphone } = useMedia();
  const { act, openDialog, openTab, closePanel, panelOpen, tab, dialog } = useRoom();
  const { toggleMicrophone, openMicrophone, toggleCamera, microphoneShut } = useOwnDevices();
  const { paused, pause, comeBack } = usePauseHandle();
  const acts: Record<KeyAct, () => unknown> = {
    microphone: toggleMicrophone,
    talk: () => {
      if (microphone.state !== "off" || microphoneShut !== null) return;
      openedByKey = true;
      openMicrophone();
    },
    video: toggleCamera,
    hand: () => (handOf(state, me) ? act("LowerHand", { seat_id: me }) : act("RaiseHand", { kind: "share" })),
    pause: paused ? comeBack : pause,
    chat: () => { if (panelOpen && tab === "chat") closePanel(); else openTab("chat"); },
    next: () => state.hands[0] && act("CallOn", { seat_id: state.hands[0].seat_id }),
    admit: () => {
      const ready = Object.values(state.waiting).find((seat) => seat.connected && trafficOf(seat.check_in) === "ready");
      return ready && act("Admit", { seat_id: ready.seat_id });
    },
    regions: () => { focusNextRegion(1); },
    regions_back: () => { focusNextRegion(-1); },
    list: () => { openDialog(dialog === "keys" ? null : "keys"); },
  };
  return (wanted) => { void acts[wanted](); };
}
