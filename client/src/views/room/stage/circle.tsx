// The circle: everybody stands around in order, and the middle shows whoever has the turn or speaks.
import { MicrophoneSlashIcon, PauseCircleIcon, WifiSlashIcon } from "../icons";
import { Icon } from "../../../parts/icon";
import type { CSSProperties } from "react";
import { Button } from "react-aria-components";
import { useMedia } from "../../../media/media_context";
import type { Reaction, Seat, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { seatsInOrder } from "../seat_facts";
import { circlePlaces, inRing, type Place } from "./circle_places";
import { ShownReaction } from "./reactions_shown";
import { SeatPicture } from "./seat_picture";
import { seatSigns } from "./seat_signs";
import { seatStates } from "./seat_text";
import { useMiddle } from "./use_middle";

export function Circle({ reactions }: { reactions: ReadonlyMap<SeatId, Reaction> }) {
  const { state } = useSession();
  const words = useWords().room;
  const seats = seatsInOrder(state);
  const middle = useMiddle();
  const ring = inRing(seats, Math.max(0, seats.findIndex((seat) => seat.seat_id === middle)));
  const places = circlePlaces(ring.length);
  return (
    <div className="circle" role="group" aria-label={words.seat.circle(seats.length)}>
      <Middle seatId={middle} />
      <ol>
        {ring.map((seat, index) => (
          <SeatInRing
            key={seat.seat_id}
            seat={seat}
            place={places[index] ?? { inline: 50, block: 50 }}
            reaction={reactions.get(seat.seat_id)}
          />
        ))}
      </ol>
    </div>
  );
}

function Middle({ seatId }: { seatId: SeatId | null }) {
  const { state, me } = useSession();
  const heard = useMedia();
  const words = useWords().room;
  const seat = seatId === null ? undefined : state.seats[seatId];
  if (!seat) return null;
  if (state.turn?.seat_id === me) {
    return (
      <div className="hub" data-ember>
        <div className="frame own-turn">
          <p className="voice">{words.turn.yours(seat.name)}</p>
          <p>{words.turn.takeYourTime}</p>
          <p>{words.turn.silence}</p>
        </div>
      </div>
    );
  }
  const signs = seatSigns(state, seat.seat_id, me, heard);
  return (
    <div className="hub" data-ember={signs.hasTurn || signs.speaking || undefined} aria-label={words.layout.inMiddle(seat.name)} role="img">
      <div className="frame">
        <SeatPicture seat={seat} signs={signs} priority={3} />
      </div>
    </div>
  );
}

interface SeatInRingProps {
  seat: Seat;
  place: Place;
  reaction: Reaction | undefined;
}

function SeatInRing({ seat, place, reaction }: SeatInRingProps) {
  const { state, me } = useSession();
  const heard = useMedia();
  const { openPerson, person } = useRoom();
  const words = useWords();
  const signs = seatSigns(state, seat.seat_id, me, heard);
  const own = seat.seat_id === me;
  const style = { insetInlineStart: `${place.inline}%`, insetBlockStart: `${place.block}%` } as CSSProperties;
  return (
    <li
      className="place"
      style={style}
      data-seat={seat.seat_id}
      data-ember={signs.hasTurn || signs.speaking || undefined}
      data-own={own || undefined}
      data-cover={signs.cover}
      data-chosen={person === seat.seat_id || undefined}
    >
      <Button className="place-button" onPress={() => { openPerson(seat.seat_id); }}>
        <span className="frame" aria-hidden="true">
          <SeatPicture seat={seat} signs={signs} small />
        </span>
        {signs.hand && <span className="hand-number" aria-hidden="true">{signs.hand.position}</span>}
        <span className="name">
          {signs.cover === "reconnecting" && <Icon of={WifiSlashIcon} />}
          {signs.cover === "away" && <Icon of={PauseCircleIcon} />}
          {signs.cover !== "reconnecting" && signs.microphoneOff && <Icon of={MicrophoneSlashIcon} />}
          <span>{own ? capitalised(words.room.seat.you) : seat.name}</span>
        </span>
        <span className="visually-hidden">{seatStates(seat, signs, words).map((state) => `, ${state}`)}</span>
        <ShownReaction reaction={reaction} />
      </Button>
    </li>
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}
