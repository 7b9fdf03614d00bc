// What the person card offers: never what the server would refuse.
import { describe, expect, it } from "vitest";
import { makeSeat } from "../../src/fixtures";
import { personActs, type PersonView } from "../../src/views/room/person/person_acts";
import { makeEvening } from "../../src/views/room/room_fixtures";

const view = (changes: Partial<PersonView> = {}): PersonView => ({
  state: makeEvening(),
  me: "seat-miriam",
  seatId: "seat-jun",
  pinned: null,
  selfViewHidden: false,
  ...changes,
});

describe("the acts about a person", () => {
  it("for staff begin with kind acts and end with removing", () => {
    expect(personActs(view())).toEqual({
      kind: ["callOn", "askToUnmute", "write", "spotlight", "pin"],
      limits: ["lowerHand", "keepMuted", "stopCamera", "keepDark"],
      seat: ["rename", "makeFacilitator", "makeCoHost", "makeObserver"],
      grave: ["remove"],
    });
  });

  it("for a member are to pin, and to write to staff", () => {
    expect(personActs(view({ me: "seat-ana" }))).toEqual({ kind: ["pin"], limits: [], seat: [], grave: [] });
    expect(personActs(view({ me: "seat-ana", seatId: "seat-miriam" })).kind).toEqual(["writeToStaff", "pin"]);
  });

  it("about oneself never limit or remove", () => {
    const own = personActs(view({ seatId: "seat-miriam" }));
    expect(own.grave).toEqual([]);
    expect(own.limits).not.toContain("keepMuted");
    expect(personActs(view({ me: "seat-ana", seatId: "seat-ana" }))).toMatchObject({ kind: ["hideView"], seat: ["rename"] });
  });

  it("spare a facilitator from a co-host, and the last facilitator from everybody", () => {
    const byCoHost = personActs(view({ me: "seat-daniel", seatId: "seat-miriam" }));
    expect(byCoHost).toMatchObject({ seat: [], grave: [] });
    expect(byCoHost.limits).not.toContain("keepMuted");
    expect(personActs(view({ seatId: "seat-miriam" })).seat).toEqual(["rename"]);
  });

  it("offer to lift what is kept off, instead of muting again", () => {
    const evening = makeEvening();
    const state = { ...evening, seats: { ...evening.seats, "seat-jun": makeSeat("seat-jun", "Jun", 7, { blocked: ["camera", "microphone"] }) } };
    const acts = personActs(view({ state }));
    expect(acts.limits).toEqual(expect.arrayContaining(["allowMicrophone", "allowCamera"]));
    expect(acts.kind).not.toContain("askToUnmute");
  });

  it("do not call on an observer, nor on somebody who stepped away", () => {
    const evening = makeEvening();
    const seats = { ...evening.seats, "seat-jun": makeSeat("seat-jun", "Jun", 7, { role: "observer" }), "seat-rosa": makeSeat("seat-rosa", "Rosa", 5, { away_since: 1 }) };
    expect(personActs(view({ state: { ...evening, seats } })).kind).toEqual(["write", "pin"]);
    expect(personActs(view({ state: { ...evening, seats }, seatId: "seat-rosa" })).kind).not.toContain("callOn");
  });

  it("are none about somebody who is gone", () => {
    expect(personActs(view({ seatId: "seat-nobody" }))).toEqual({ kind: [], limits: [], seat: [], grave: [] });
  });
});
