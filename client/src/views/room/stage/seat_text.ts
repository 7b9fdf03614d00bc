// A seat in words, for those who listen: everything that shapes and colours say. Pure.
import type { Role, Seat, SeatId } from "../../../protocol";
import type { Words } from "../../../words/words";
import type { SeatSigns } from "./seat_signs";

export function seatText(seat: Seat, signs: SeatSigns, me: SeatId, words: Words): string {
  const own = seat.seat_id === me ? [words.room.seat.you] : [];
  return [seat.name, ...own, ...seatStates(seat, signs, words)].join(", ");
}

/** What is so of the seat, after the name. */
export function seatStates(seat: Seat, signs: SeatSigns, words: Words): string[] {
  const { seat: seatWords } = words.room;
  const { roles } = words.parts as { roles: Record<Role, string> };
  return [
    seat.role !== "participant" && roles[seat.role],
    signs.hasTurn && seatWords.hasTurn,
    signs.speaking && seatWords.speaking,
    signs.cover === "reconnecting" && `${seatWords.reconnecting}, ${seatWords.seatKept}`,
    signs.cover === "away" && seatWords.steppedAway,
    signs.cover === "weak" && seatWords.weak,
    signs.keptMuted ? seatWords.keptMuted : signs.microphoneOff && signs.cover !== "reconnecting" && seatWords.micOff,
    signs.unheard && seatWords.unheard,
    signs.cover === "camera_off" && seatWords.cameraOff,
    signs.hand && seatWords.handInLine(signs.hand.position, seatWords.hand[signs.hand.kind]),
    signs.askedForHelp && seatWords.askedForHelp,
  ].filter((part): part is string => typeof part === "string");
}
