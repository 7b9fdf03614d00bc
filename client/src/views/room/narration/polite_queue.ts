// Holds notes back so that a screen reader is told at most one thing in two seconds. Pure: time is handed in.
import type { Note } from "./notes";

/** Milliseconds between two polite announcements. */
export const PAUSE_MS = 2000;
/** A short wait before the first one, so that events of one moment are told together. */
export const GATHER_MS = 150;

export class PoliteQueue {
  private notes: Note[] = [];
  private lastSpoken = -Infinity;

  add(note: Note): void {
    this.notes.push(note);
  }

  /** Milliseconds until something may be said, or null when there is nothing to say. */
  waitFrom(now: number): number | null {
    if (this.notes.length === 0) return null;
    return Math.max(GATHER_MS, this.lastSpoken + PAUSE_MS - now);
  }

  /** All notes gathered so far; empties the queue and starts the next pause. */
  take(now: number): Note[] {
    const notes = this.notes;
    this.notes = [];
    if (notes.length > 0) this.lastSpoken = now;
    return notes;
  }
}
