// Which seat each receiving slot carries, and from which frame on. Pure.
import type { SeatId, SlotPointing, Source } from "../protocol";

/** One track of one seat, as a key. */
export type TrackKey = `${Source}/${SeatId}`;

export function trackKey(seat: SeatId, source: Source): TrackKey {
  return `${source}/${seat}`;
}

export function seatOf(track: TrackKey): SeatId {
  return track.slice(track.indexOf("/") + 1);
}

/** A slot as it was last pointed. */
export interface PointedSlot {
  slot: string;
  mid: string;
  carries: TrackKey | null;
  /** RTP timestamp of the first frame of what it carries now; null when every frame is right. */
  from: number | null;
}

export type SlotTable = ReadonlyMap<string, PointedSlot>;

/** The table after a notice, which tells only what changed. */
export function point(table: SlotTable, pointings: readonly SlotPointing[]): SlotTable {
  const next = new Map(table);
  for (const { slot, mid, seat_id, source, rtp_timestamp } of pointings) {
    const carries = seat_id !== null && source !== null ? trackKey(seat_id, source) : null;
    next.set(slot, { slot, mid, carries, from: rtp_timestamp });
  }
  return next;
}

/** The slot that carries a track now, if any does. */
export function slotOf(table: SlotTable, track: TrackKey): PointedSlot | null {
  for (const slot of table.values()) if (slot.carries === track) return slot;
  return null;
}

const RTP_WRAP = 2 ** 32;

/** Whether a frame belongs to what the slot carries now: timestamps wrap at 2³², so "later" means less than half a turn ahead. */
export function isFromNow(frame: number | undefined, from: number | null): boolean {
  if (from === null || frame === undefined) return true;
  return (((frame - from) % RTP_WRAP) + RTP_WRAP) % RTP_WRAP < RTP_WRAP / 2;
}
