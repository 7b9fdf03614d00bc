// One seat large, because staff put it to the front for all or because one pinned it; the others stand in a rail, in order.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { Sign } from "../../../parts/slip";
import type { Reaction, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { ArrowUUpLeftIcon, PushPinIcon } from "../icons";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";
import { Seats } from "./gallery";
import { SeatPicture } from "./seat_picture";
import { seatSigns } from "./seat_signs";
import { seatText } from "./seat_text";

interface FrontProps {
  seatId: SeatId;
  reactions: ReadonlyMap<SeatId, Reaction>;
}

export function Front({ seatId, reactions }: FrontProps) {
  const { state, me } = useSession();
  const heard = useMedia();
  const words = useWords();
  const { pinned, pin, act, staff } = useRoom();
  const seat = state.seats[seatId];
  if (!seat) return null;
  const signs = seatSigns(state, seatId, me, heard);
  const forMe = pinned === seatId;
  const back = () => { if (forMe) pin(null); else void act("SetSpotlight", { seat_id: null }); };
  return (
    <div className="front">
      <figure className="front-picture" data-speaking={signs.speaking || undefined} aria-label={seatText(seat, signs, me, words)}>
        <div className="frame">
          <SeatPicture seat={seat} signs={signs} priority={3} />
        </div>
        <figcaption className="front-caption">
          <Sign icon={PushPinIcon} tone="on">
            {words.room.layout.front(seat.name)}, {forMe ? words.room.layout.frontForYou : words.room.layout.frontForAll}
          </Sign>
          {(forMe || staff) && <Button icon={ArrowUUpLeftIcon} onPress={back}>{words.room.layout.back}</Button>}
        </figcaption>
      </figure>
      <Seats seats={seatsInOrder(state)} className="rail" reactions={reactions} />
    </div>
  );
}
