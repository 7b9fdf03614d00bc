// What is told aloud: which events, in which words, and how often.
import { describe, expect, it } from "vitest";
import { makeEvening } from "../../src/views/room/room_fixtures";
import { isAssertive, noteOf, type Listener, type Note } from "../../src/views/room/narration/notes";
import { PAUSE_MS, PoliteQueue } from "../../src/views/room/narration/polite_queue";
import { sentences, type Speaker } from "../../src/views/room/narration/sentences";
import { makeSeat } from "../../src/fixtures";
import { makeWorksheet } from "../../src/views/worksheet/worksheet_fixtures";
import { en } from "../../src/words/en";
import { es } from "../../src/words/es";
import { makeFormat } from "../../src/words/words";

const ANA = "seat-ana";
const listener = (changes: Partial<Listener> = {}): Listener => ({ me: ANA, state: makeEvening(), chatIsOpen: false, ...changes });
const speaker = (changes: Partial<Speaker> = {}): Speaker => {
  const state = makeEvening();
  return { state, me: ANA, name: (seat) => state.seats[seat]?.name ?? "Sam", words: en.room.said, format: makeFormat("en"), ...changes };
};

describe("an event becomes a note", () => {
  it("about others, and not about what one did oneself", () => {
    expect(noteOf("SeatLeft", { seat_id: "seat-jun", at: 0 }, listener())).toEqual({ kind: "left", seat: "seat-jun" });
    expect(noteOf("SeatLeft", { seat_id: ANA, at: 0 }, listener())).toBeNull();
    expect(noteOf("SeatTaken", { seat: makeSeat(ANA, "Ana", 6) }, listener())).toBeNull();
  });

  it("that interrupts only for one's own turn, being muted, the room held, and being removed", () => {
    const assertive = [
      noteOf("TurnGiven", { seat_id: ANA, at: 0 }, listener()),
      noteOf("TrackUnpublished", { seat_id: ANA, source: "microphone", by: "staff" }, listener()),
      noteOf("SourceBlocked", { seat_id: ANA, source: "microphone" }, listener()),
      noteOf("SessionHeld", { at: 0, closes_at: 300 }, listener()),
      noteOf("SeatRemoved", { seat_id: ANA, reason: "other", words: "", undo_until: 0, ban_id: null }, listener()),
    ];
    expect(assertive.every((note) => note !== null && isAssertive(note))).toBe(true);
    const polite = [
      noteOf("TurnGiven", { seat_id: "seat-jun", at: 0 }, listener()),
      noteOf("AskedToUnmute", { seat_id: ANA, by: "seat-miriam" }, listener()),
      noteOf("HandRaised", { hand: { seat_id: "seat-jun", kind: "share", raised_at: 0 } }, listener()),
    ];
    expect(polite.some((note) => note !== null && isAssertive(note))).toBe(false);
  });

  it("says nothing when one turns the own microphone off", () => {
    expect(noteOf("TrackUnpublished", { seat_id: ANA, source: "microphone", by: "self" }, listener())).toBeNull();
  });

  it("leaves lines of chat to the log while the chat is open", () => {
    const message = makeEvening().messages[1];
    if (!message) throw new Error("the evening has no second line");
    expect(noteOf("MessageSent", { message }, listener())).toEqual({ kind: "message", seat: "seat-priya" });
    expect(noteOf("MessageSent", { message }, listener({ chatIsOpen: true }))).toBeNull();
  });

  it("tells members that a sheet came, for it takes the place of the circle", () => {
    const worksheet = makeWorksheet();
    expect(noteOf("WorksheetOpened", { worksheet }, listener())).toEqual({ kind: "sheet" });
    expect(noteOf("WorksheetOpened", { worksheet }, listener({ me: "seat-miriam" }))).toBeNull();
    expect(sentences([{ kind: "sheet" }], speaker())).toBe("Staff put a sheet on the table.");
  });

  it("tells the door to staff alone", () => {
    expect(noteOf("RoomLocked", { locked: true }, listener())).toBeNull();
    expect(noteOf("RoomLocked", { locked: true }, listener({ me: "seat-miriam" }))).toEqual({ kind: "door_closed" });
  });
});

describe("notes become sentences", () => {
  const joined = (seat: string): Note => ({ kind: "joined", seat });

  it("with names up to two, counted from three", () => {
    expect(sentences([joined("seat-jun")], speaker())).toBe("Jun joined.");
    expect(sentences([joined("seat-jun"), joined("seat-theo")], speaker())).toBe("Jun and Theo joined.");
    expect(sentences([joined("seat-jun"), joined("seat-theo"), joined("seat-rosa")], speaker())).toBe("3 people joined.");
  });

  it("with the place in line after a turn", () => {
    const state = makeEvening({ hands: [{ seat_id: ANA, kind: "share", raised_at: 0 }] });
    const notes: Note[] = [{ kind: "turn_over" }, { kind: "own_place" }, { kind: "turn", seat: "seat-theo" }];
    expect(sentences(notes, speaker({ state }))).toBe("Theo has the turn. You are first.");
  });

  it("with a raised hand's place, or nothing when it is down again", () => {
    expect(sentences([{ kind: "hand", seat: "seat-priya" }], speaker())).toBe("Priya raised a hand, first in line.");
    expect(sentences([{ kind: "hand", seat: "seat-rosa" }], speaker())).toBe("");
  });

  it("with each call for help told for itself", () => {
    const notes: Note[] = [{ kind: "help", seat: "seat-rosa" }, { kind: "help", seat: "seat-jun" }];
    expect(sentences(notes, speaker())).toBe("Rosa asked for help, quietly. Jun asked for help, quietly.");
  });

  it("not with the lowered hand when the turn has come", () => {
    const state = makeEvening({ turn: { seat_id: ANA, since: 0 } });
    expect(sentences([{ kind: "own_hand_lowered" }], speaker({ state }))).toBe("");
    expect(sentences([{ kind: "own_hand_lowered" }], speaker())).toBe("Your hand was lowered.");
  });

  it("in Spanish", () => {
    const notes: Note[] = [{ kind: "turn", seat: "seat-theo" }, { kind: "door", seat: "seat-jun" }];
    expect(sentences(notes, speaker({ words: es.room.said, format: makeFormat("es") }))).toBe("Theo tiene el turno. Jun está en la puerta.");
  });
});

describe("the polite queue", () => {
  it("speaks at most once in two seconds and loses nothing", () => {
    const queue = new PoliteQueue();
    expect(queue.waitFrom(0)).toBeNull();
    queue.add({ kind: "resumed" });
    expect(queue.waitFrom(0)).toBeLessThan(PAUSE_MS);
    expect(queue.take(1000)).toEqual([{ kind: "resumed" }]);
    queue.add({ kind: "turn_over" });
    queue.add({ kind: "door_open" });
    expect(queue.waitFrom(1100)).toBe(1900);
    expect(queue.take(3000)).toHaveLength(2);
    expect(queue.waitFrom(9000)).toBeNull();
  });
});
