// The hands in the server's order, the same for all. Staff call on, lower, and change the order by drag or Alt+arrows.
import type { KeyboardEvent } from "react";
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Icon } from "../../../parts/icon";
import type { Hand, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { DotsSixVerticalIcon, HandIcon, XIcon } from "../icons";
import { useRoom } from "../room_context";
import { handOf, minutesSince, nameOf } from "../seat_facts";
import { useNow } from "../use_now";
import { Section } from "./section";

export function Hands() {
  const { state, me } = useSession();
  const { staff, act } = useRoom();
  const words = useWords().room.hands;
  const own = handOf(state, me);
  const lowerAll =
    staff && state.hands.length > 0 ? <Button kind="link" onPress={() => { void act("LowerAllHands", {}); }}>{words.lowerAll}</Button> : null;
  return (
    <Section icon={HandIcon} heading={words.heading(state.hands.length)} act={lowerAll}>
      {own && <p className="note">{words.yourPlace(own.position)}</p>}
      {state.hands.length === 0 ? <p className="note">{words.none}</p> : <HandList />}
      {staff && state.hands.length > 1 && <p className="note">{words.reorder}</p>}
    </Section>
  );
}

function HandList() {
  const { state } = useSession();
  const { staff, act } = useRoom();
  const words = useWords().room.hands;
  const order = state.hands.map((hand) => hand.seat_id);
  const move = (seatId: SeatId, position: number) => {
    if (position < 0 || position >= order.length || order[position] === seatId) return;
    void act("MoveHand", { seat_id: seatId, position });
  };
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !staff,
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": nameOf(state, String(key)) })),
    onReorder: ({ keys, target }) => {
      const seatId = String([...keys][0]);
      const from = order.indexOf(seatId);
      const before = order.indexOf(String(target.key)) + (target.dropPosition === "after" ? 1 : 0);
      // The place is counted without the hand that moves.
      move(seatId, before > from ? before - 1 : before);
    },
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!staff || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const seatId = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"];
    if (seatId === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(seatId, order.indexOf(seatId) + (event.key === "ArrowUp" ? -1 : 1));
  };
  return (
    <div onKeyDownCapture={onKeyDown} role="presentation">
      <GridList className="hands" aria-label={words.heading(order.length)} items={state.hands.map((hand, index) => ({ ...hand, id: hand.seat_id, index }))} {...(staff && { dragAndDropHooks })}>
        {(hand) => (
          <GridListItem id={hand.id} className="person" textValue={`${hand.index + 1}. ${nameOf(state, hand.id)}, ${words.wants[hand.kind]}`}>
            <HandRow hand={hand} position={hand.index + 1} />
          </GridListItem>
        )}
      </GridList>
    </div>
  );
}

function HandRow({ hand, position }: { hand: Hand; position: number }) {
  const { state, me } = useSession();
  const { staff, act } = useRoom();
  const words = useWords().room;
  const now = useNow(20);
  const name = nameOf(state, hand.seat_id);
  const own = hand.seat_id === me;
  return (
    <>
      <span className="order">
        {staff && <AriaButton slot="drag" className="drag" aria-label={words.hands.dragPreview(name)}><Icon of={DotsSixVerticalIcon} size="small" /></AriaButton>}
        <span className="order-number">{position}</span>
      </span>
      <div>
        <p className="name row tight">{own ? words.people.you(name) : name} <span className="note">{words.hands.since(minutesSince(now, hand.raised_at))}</span></p>
        <p className="why">{words.hands.wants[hand.kind]}</p>
      </div>
      <div className="row tight nowrap">
        {staff && <Button aria-label={`${words.hands.callOn}: ${name}`} onPress={() => { void act("CallOn", { seat_id: hand.seat_id }); }}>{words.hands.callOn}</Button>}
        {(staff || own) && (
          <Button kind="plain" icon={XIcon} aria-label={words.hands.lowerHand(name)} onPress={() => { void act("LowerHand", { seat_id: hand.seat_id }); }} />
        )}
      </div>
    </>
  );
}
