// Small pure rules of the room: keys, links in chat, channels, traffic signs, notes about oneself.
import { describe, expect, it } from "vitest";
import { makeComfort, makeSeat, makeWaiting } from "../../src/fixtures";
import { recipients, roomClosedTo } from "../../src/views/room/chat/channels";
import { linkedText } from "../../src/views/room/chat/linked_text";
import { actOf, type Press, type Setting } from "../../src/views/room/keys/keymap";
import { slipOf, stillSo } from "../../src/views/room/own_slips/slip_list";
import { makeCheckIn, makeEvening, makeMessage, makeStaffEvening } from "../../src/views/room/room_fixtures";
import { trafficOf } from "../../src/views/room/seat_facts";
import { seatSigns } from "../../src/views/room/stage/seat_signs";

const press = (key: string, changes: Partial<Press> = {}): Press => ({ key, code: "", repeat: false, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...changes });
const open: Setting = { inField: false, onPressable: false, letters: true, staff: false };

describe("keys", () => {
  it("do nothing while one types, or with the letters turned off", () => {
    expect(actOf(press("m"), open)).toBe("microphone");
    expect(actOf(press("m"), { ...open, inField: true })).toBeNull();
    expect(actOf(press("m"), { ...open, letters: false })).toBeNull();
    expect(actOf(press("?"), { ...open, letters: false })).toBe("list");
    expect(actOf(press("m", { ctrlKey: true }), open)).toBeNull();
  });

  it("leave Space to whatever it would press, and do not repeat while held", () => {
    const space = press(" ", { code: "Space" });
    expect(actOf(space, open)).toBe("talk");
    expect(actOf(space, { ...open, onPressable: true })).toBeNull();
    expect(actOf({ ...space, repeat: true }, open)).toBeNull();
  });

  it("differ for staff and members", () => {
    expect(actOf(press("n"), open)).toBeNull();
    expect(actOf(press("n"), { ...open, staff: true })).toBe("next");
    expect(actOf(press("p"), open)).toBe("pause");
    expect(actOf(press("p"), { ...open, staff: true })).toBeNull();
  });

  it("go round the parts of the page from anywhere", () => {
    expect(actOf(press("F6"), { ...open, inField: true })).toBe("regions");
    expect(actOf(press("F6", { shiftKey: true }), open)).toBe("regions_back");
  });
});

describe("links in chat", () => {
  it("are cut out with where they lead, without the sentence's own signs", () => {
    expect(linkedText("See https://example.org/a?b=1. Thanks")).toEqual([
      { text: "See " },
      { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1", host: "example.org" },
      { text: ". Thanks" },
    ]);
  });

  it("show the host as the browser reads it, not as it looks", () => {
    expect(linkedText("https://аpple.com")[0]).toMatchObject({ host: "xn--pple-43d.com" });
    expect(linkedText("https://bank.example@evil.example/")[0]).toMatchObject({ host: "evil.example" });
  });

  it("are only those of the web", () => {
    expect(linkedText("javascript:alert(1) data:text/html,x")).toEqual([{ text: "javascript:alert(1) data:text/html,x" }]);
  });
});

describe("channels", () => {
  it("of a member are the room and the line to the staff", () => {
    expect(recipients(makeEvening(), "seat-ana")).toEqual([
      { channel: "room", thread: null },
      { channel: "staff_line", thread: "seat-ana" },
    ]);
  });

  it("of staff have the staff's own, those who wait, and each person, lines in use first", () => {
    const state = makeStaffEvening({ messages: [makeMessage(1, "Rosa", "hello", { channel: "staff_line", thread: "seat-rosa" })] });
    const all = recipients(state, "seat-miriam");
    expect(all.slice(0, 4)).toEqual([
      { channel: "room", thread: null },
      { channel: "back_channel", thread: null },
      { channel: "lobby", thread: null },
      { channel: "staff_line", thread: "seat-rosa" },
    ]);
    expect(all.some(({ thread }) => thread === "seat-marcus")).toBe(true);
    expect(all.some(({ thread }) => thread === "seat-daniel")).toBe(false);
  });

  it("close to members as the mode says, and to observers always", () => {
    expect(roomClosedTo(makeEvening(), "participant")).toBeNull();
    expect(roomClosedTo(makeEvening({ chat_mode: "staff_only" }), "participant")).toBe("staff");
    expect(roomClosedTo(makeEvening({ chat_mode: "staff_only" }), "co_host")).toBeNull();
    expect(roomClosedTo(makeEvening({ chat_mode: "off" }), "facilitator")).toBe("nobody");
    expect(roomClosedTo(makeEvening(), "observer")).toBe("staff");
  });
});

describe("the sign at the door", () => {
  it("is ready only for somebody who said to be alone and did not ask to talk first", () => {
    expect(trafficOf(null)).toBe("ask");
    expect(trafficOf(makeCheckIn({ alone: "yes" }))).toBe("ready");
    expect(trafficOf(makeCheckIn({ alone: "maybe_not" }))).toBe("ask");
    expect(trafficOf(makeCheckIn({ alone: "yes", call_first: true }))).toBe("call");
    expect(trafficOf(makeWaiting("seat-x", "X").check_in)).toBe("ask");
  });
});

describe("notes about oneself", () => {
  it("tell a hard mute once, not as a mute besides", () => {
    const evening = makeEvening();
    const blocked = { ...evening, seats: { ...evening.seats, "seat-ana": makeSeat("seat-ana", "Ana", 6, { blocked: ["microphone"] }) } };
    expect(slipOf("SourceBlocked", { seat_id: "seat-ana", source: "microphone" }, "seat-ana", evening)).toEqual({ kind: "kept_muted" });
    expect(slipOf("TrackUnpublished", { seat_id: "seat-ana", source: "microphone", by: "staff" }, "seat-ana", blocked)).toBeNull();
    expect(slipOf("TrackUnpublished", { seat_id: "seat-ana", source: "microphone", by: "staff" }, "seat-ana", evening)).toEqual({ kind: "muted" });
  });

  it("tell members, not staff, that they are at the front and that the sheet was closed", () => {
    const evening = makeEvening();
    expect(slipOf("SpotlightSet", { seat_id: "seat-ana" }, "seat-ana", evening)).toEqual({ kind: "at_front" });
    expect(slipOf("SpotlightSet", { seat_id: "seat-jun" }, "seat-ana", evening)).toBeNull();
    expect(slipOf("SpotlightSet", { seat_id: "seat-miriam" }, "seat-miriam", evening)).toBeNull();
    expect(slipOf("WorksheetClosed", { worksheet_id: "sheet-1" }, "seat-ana", evening)).toEqual({ kind: "sheet_closed" });
    expect(slipOf("WorksheetClosed", { worksheet_id: "sheet-1" }, "seat-miriam", evening)).toBeNull();
  });

  it("go when they are no longer so", () => {
    const evening = makeEvening();
    expect(stillSo({ kind: "asks", seat: "seat-miriam" }, "seat-ana", evening)).toBe(true);
    const speaking = { ...evening, tracks: [...evening.tracks, { seat_id: "seat-ana", source: "microphone" as const }] };
    expect(stillSo({ kind: "asks", seat: "seat-miriam" }, "seat-ana", speaking)).toBe(false);
    expect(stillSo({ kind: "kept_muted" }, "seat-ana", evening)).toBe(false);
    expect(stillSo({ kind: "at_front" }, "seat-ana", makeEvening({ spotlight: "seat-ana" }))).toBe(true);
    expect(stillSo({ kind: "at_front" }, "seat-ana", makeEvening({ spotlight: null }))).toBe(false);
  });
});

describe("a seat's signs", () => {
  const heard = { speaking: new Set(["seat-theo", "seat-sam"]), quality: new Map([["seat-rosa", "weak" as const]]), comfort: makeComfort() };

  it("say what is so, the gravest cover first", () => {
    const state = makeEvening();
    expect(seatSigns(state, "seat-theo", "seat-ana", heard)).toMatchObject({ speaking: true, hasTurn: true, microphoneOff: false, cover: "none" });
    expect(seatSigns(state, "seat-sam", "seat-ana", heard)).toMatchObject({ speaking: false, cover: "reconnecting" });
    expect(seatSigns(state, "seat-rosa", "seat-ana", heard).cover).toBe("weak");
    expect(seatSigns(state, "seat-leila", "seat-ana", heard).cover).toBe("camera_off");
    expect(seatSigns(state, "seat-jun", "seat-ana", heard).hand).toMatchObject({ position: 2, kind: "question" });
  });

  it("have no ring while the room is held", () => {
    expect(seatSigns(makeEvening({ phase: "held" }), "seat-theo", "seat-ana", heard).speaking).toBe(false);
  });

  it("never show one's own call for help on one's own seat", () => {
    const state = makeStaffEvening();
    expect(seatSigns(state, "seat-rosa", "seat-miriam", heard).askedForHelp).toBe(true);
    expect(seatSigns(state, "seat-rosa", "seat-rosa", heard).askedForHelp).toBe(false);
  });
});
