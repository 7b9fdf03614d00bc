// To whom one may write, and which lines belong to which channel. Pure.
import type { Channel, Message, SeatId, SessionState, Standing } from "../../../protocol";
import type { Recipient } from "../room_context";
import { isStaff, seatsInOrder } from "../seat_facts";

/** A line belongs to a recipient when the channel is the same and, on the staff line, the person too. */
export function linesFor(state: SessionState, recipient: Recipient): Message[] {
  return state.messages.filter((message) => sameRecipient(message, recipient));
}

export function sameRecipient(one: { channel: Channel; thread: SeatId | null }, other: Recipient): boolean {
  return one.channel === other.channel && (one.channel !== "staff_line" || one.thread === other.thread);
}

/** Everywhere this viewer may read or write, the room first. */
export function recipients(state: SessionState, me: SeatId): Recipient[] {
  const room: Recipient = { channel: "room", thread: null };
  if (!isStaff(state.seats[me]?.role)) return [room, { channel: "staff_line", thread: me }];
  const talked = new Set(state.messages.flatMap((message) => (message.channel === "staff_line" && message.thread ? [message.thread] : [])));
  const people = [
    ...Object.values(state.waiting).map((seat) => seat.seat_id),
    ...seatsInOrder(state).filter((seat) => !isStaff(seat.role)).map((seat) => seat.seat_id),
  ];
  const lobby: Recipient[] =
    Object.keys(state.waiting).length > 0 || state.messages.some((message) => message.channel === "lobby")
      ? [{ channel: "lobby", thread: null }]
      : [];
  return [
    room,
    { channel: "back_channel", thread: null },
    ...lobby,
    // Lines with an answer pending come before those that were never used.
    ...[...people].sort((one, other) => Number(talked.has(other)) - Number(talked.has(one))).map((seat): Recipient => ({ channel: "staff_line", thread: seat })),
  ];
}

export function keyOf({ channel, thread }: Recipient): string {
  return thread === null ? channel : `${channel}/${thread}`;
}

/** Whether this viewer may write to the whole room now; null when open, else who may. */
export function roomClosedTo(state: SessionState, standing: Standing): "nobody" | "staff" | null {
  const staff = standing === "facilitator" || standing === "co_host";
  if (state.chat_mode === "off") return "nobody";
  if (staff) return null;
  return state.chat_mode === "staff_only" || standing === "observer" || state.phase === "held" ? "staff" : null;
}
