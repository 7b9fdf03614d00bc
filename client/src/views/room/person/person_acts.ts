// What may be done about a person, in the design's order: kind acts, limits, name and role, ending. Pure.
// The server decides; this only leaves out what it would refuse, so that no button is dead.
import type { Role, SeatId, SessionState } from "../../../protocol";
import { handOf, isBlocked, isOn, isStaff } from "../seat_facts";

export type PersonAct =
  | "callOn" | "endTurn" | "askToUnmute" | "write" | "writeToStaff"
  | "spotlight" | "spotlightOff" | "pin" | "unpin" | "hideView" | "showView"
  | "lowerHand" | "mute" | "keepMuted" | "allowMicrophone" | "stopCamera" | "keepDark" | "allowCamera" | "stopScreen" | "keepScreen" | "allowScreen"
  | "rename" | "makeFacilitator" | "makeCoHost" | "makeMember" | "makeObserver"
  | "remove";

export type ActGroup = "kind" | "limits" | "seat" | "grave";

export interface PersonView {
  state: SessionState;
  me: SeatId;
  seatId: SeatId;
  pinned: SeatId | null;
  selfViewHidden: boolean;
}

const ROLE_ACTS: readonly (readonly [Role, PersonAct])[] = [
  ["facilitator", "makeFacilitator"],
  ["co_host", "makeCoHost"],
  ["participant", "makeMember"],
  ["observer", "makeObserver"],
];

export function personActs(view: PersonView): Record<ActGroup, PersonAct[]> {
  const { state, me, seatId } = view;
  const seat = state.seats[seatId];
  const asker = state.seats[me];
  if (!seat || !asker) return { kind: [], limits: [], seat: [], grave: [] };
  const staff = isStaff(asker.role);
  const own = seatId === me;
  // A co-host may not limit, rename or remove a facilitator.
  const spared = asker.role === "co_host" && seat.role === "facilitator";
  return {
    kind: kindActs(view, staff, own),
    limits: staff ? limitActs(state, seatId, own || spared) : [],
    seat: [
      ...((staff && !spared) || (own && !staff) ? ["rename" as const] : []),
      ...(asker.role === "facilitator" && !isLastFacilitator(state, seatId) ? roleActs(seat.role) : []),
    ],
    grave: staff && !own && !spared && !isLastFacilitator(state, seatId) ? ["remove"] : [],
  };
}

function kindActs({ state, me, seatId, pinned, selfViewHidden }: PersonView, staff: boolean, own: boolean): PersonAct[] {
  const seat = state.seats[seatId];
  const speaks = seat?.role !== "observer";
  const here = seat?.held_until === null && seat.away_since === null;
  const microphoneOn = isOn(state, seatId, "microphone");
  const has = (...acts: (PersonAct | false)[]) => acts.filter((act) => act !== false);
  const atFront = state.spotlight === seatId;
  return [
    ...(staff
      ? has(
          state.turn?.seat_id === seatId ? "endTurn" : speaks && here && "callOn",
          !own && speaks && here && !microphoneOn && !isBlocked(seat, "microphone") && "askToUnmute",
          !own && !isStaff(seat?.role) && "write",
          atFront ? "spotlightOff" : speaks && "spotlight",
        )
      : has(!own && isStaff(seat?.role) && "writeToStaff")),
    ...has(
      !own && (pinned === seatId ? "unpin" : "pin"),
      own && isOn(state, me, "camera") && (selfViewHidden ? "showView" : "hideView"),
    ),
  ];
}

function limitActs(state: SessionState, seatId: SeatId, spared: boolean): PersonAct[] {
  const seat = state.seats[seatId];
  const has = (...acts: (PersonAct | false)[]) => acts.filter((act) => act !== false);
  const on = (source: "microphone" | "camera" | "screen") => isOn(state, seatId, source);
  const kept = (source: "microphone" | "camera" | "screen") => isBlocked(seat, source);
  if (seat?.role === "observer") return [];
  return has(
    handOf(state, seatId) !== null && "lowerHand",
    on("microphone") && "mute",
    !spared && (kept("microphone") ? "allowMicrophone" : "keepMuted"),
    on("camera") && "stopCamera",
    !spared && (kept("camera") ? "allowCamera" : "keepDark"),
    on("screen") && "stopScreen",
    !spared && kept("screen") ? "allowScreen" : !spared && mayShare(state, seatId) && "keepScreen",
  );
}

function mayShare(state: SessionState, seatId: SeatId): boolean {
  return state.settings.members_may_share_screen || isStaff(state.seats[seatId]?.role);
}

function roleActs(role: Role): PersonAct[] {
  return ROLE_ACTS.filter(([other]) => other !== role).map(([, act]) => act);
}

function isLastFacilitator(state: SessionState, seatId: SeatId): boolean {
  const facilitators = Object.values(state.seats).filter((seat) => seat.role === "facilitator");
  return facilitators.length === 1 && facilitators[0]?.seat_id === seatId;
}
