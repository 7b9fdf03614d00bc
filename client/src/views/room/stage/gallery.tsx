// The seats in rows, in the server's order: the circle as wide screens and staff see it.
import { useRef, type CSSProperties } from "react";
import { GridList, GridListItem } from "react-aria-components";
import { useMedia } from "../../../media/media_context";
import type { Reaction, Seat, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { isStaff, seatsInOrder } from "../seat_facts";
import { ShownReaction } from "./reactions_shown";
import { SeatMarks } from "./seat_marks";
import { SeatPicture } from "./seat_picture";
import { SeatPlate } from "./seat_plate";
import { seatSigns } from "./seat_signs";
import { seatText } from "./seat_text";
import { useSeatGrid } from "./use_seat_grid";

interface GalleryProps {
  reactions: ReadonlyMap<SeatId, Reaction>;
}

export function Gallery({ reactions }: GalleryProps) {
  const { state } = useSession();
  const box = useRef<HTMLDivElement>(null);
  const seats = seatsInOrder(state);
  const grid = useSeatGrid(box, seats.length);
  const style = grid
    ? ({ "--columns": grid.columns, "--seat-width": `${grid.seatWidth}px` } as CSSProperties)
    : undefined;
  return (
    <div ref={box} className="seats-box">
      <Seats seats={seats} className="seats" style={style} scrolls={grid?.scrolls ?? false} reactions={reactions} />
    </div>
  );
}

interface SeatsProps extends GalleryProps {
  seats: readonly Seat[];
  className: string;
  style?: CSSProperties | undefined;
  scrolls?: boolean;
}

/** The same seats in rows or in a rail. Arrow keys go from seat to seat, Enter opens the card. */
export function Seats({ seats, className, style, scrolls = false, reactions }: SeatsProps) {
  const words = useWords().room.seat;
  const { openPerson } = useRoom();
  return (
    <GridList
      className={className}
      layout="grid"
      aria-label={words.circle(seats.length)}
      data-scrolls={scrolls || undefined}
      onAction={(key) => { openPerson(String(key)); }}
      {...(style && { style })}
    >
      {seats.map((seat) => (
        <SeatInRow key={seat.seat_id} seat={seat} reaction={reactions.get(seat.seat_id)} />
      ))}
    </GridList>
  );
}

function SeatInRow({ seat, reaction }: { seat: Seat; reaction: Reaction | undefined }) {
  const { state, me } = useSession();
  const heard = useMedia();
  const { person } = useRoom();
  const words = useWords();
  const signs = seatSigns(state, seat.seat_id, me, heard);
  const watched = heard.screen.state === "on";
  return (
    <GridListItem
      id={seat.seat_id}
      className="seat"
      textValue={seatText(seat, signs, me, words)}
      data-seat={seat.seat_id}
      data-speaking={signs.speaking || undefined}
      data-turn={signs.hasTurn || undefined}
      data-cover={signs.cover}
      data-chosen={person === seat.seat_id || undefined}
      data-stays-in-view={signs.hasTurn || isStaff(seat.role) || undefined}
    >
      <div className="frame">
        <SeatPicture seat={seat} signs={signs} priority={signs.hasTurn ? 2 : 0} />
        <SeatMarks signs={watched ? { ...signs, askedForHelp: false } : signs} />
        <ShownReaction reaction={reaction} />
      </div>
      <SeatPlate seat={seat} signs={signs} />
    </GridListItem>
  );
}
