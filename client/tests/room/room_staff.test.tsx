// The room as staff have it: the door, hands, cards, removing, help, ending.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOwnTrack, makeWaiting } from "../../src/fixtures";
import { makeRoomSession, makeStaffEvening } from "../../src/views/room/room_fixtures";
import { faults, showRoom } from "./page";

const staff = () => makeRoomSession("staff");
const door = () => screen.getByRole("heading", { name: /At the door/ });
const card = () => screen.getByRole("region", { name: "Jun, actions" });

describe("the room, for staff", () => {
  it("has no fault that axe finds", async () => {
    showRoom({ session: staff() });
    expect(await faults()).toEqual([]);
  });

  it("lets anybody at the door in with one press, and goes back to the door", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Admit: Marcus" }));
    await user.click(screen.getByRole("button", { name: "Admit: Ana (2)" }));
    expect(asked.filter(({ name }) => name === "Admit").map(({ payload }) => payload)).toEqual([{ seat_id: "seat-marcus" }, { seat_id: "seat-ana-2" }]);
    expect(document.activeElement).toBe(door());
  });

  it("has a green Admit for those alone who are ready, and none for those who lost the connection", () => {
    const { waiting, ...state } = makeStaffEvening();
    const away = makeWaiting("seat-leon", "Leon", { connected: false });
    showRoom({ session: makeRoomSession("staff", { ...state, waiting: { ...waiting, "seat-leon": away } }) });
    expect(screen.getByRole("button", { name: "Admit: Marcus" }).className).toContain("go");
    expect(screen.getByRole("button", { name: "Admit: Ana (2)" }).className).toContain("quiet");
    expect(screen.queryByRole("button", { name: "Admit: Leon" })).toBeNull();
    expect(screen.getByRole("button", { name: "Card: Leon" })).toBeTruthy();
  });

  it.each(["wide", "phone"] as const)("closes the card of somebody who was let in from it: %s", async (size) => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff(), screen: size });
    if (size === "phone") await user.click(screen.getByRole("button", { name: /People/ }));
    await user.click(screen.getByRole("button", { name: "Card: Ana (2)" }));
    await user.click(screen.getByRole("button", { name: "Admit" }));
    expect(asked).toContainEqual({ name: "Admit", payload: { seat_id: "seat-ana-2" } });
    await waitFor(() => { expect(document.activeElement).toBe(door()); });
    expect(screen.queryByRole("region", { name: "Ana (2), actions" })).toBeNull();
  });

  it("goes back from a card to the row it was opened from", async () => {
    const user = userEvent.setup();
    showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Card: Marcus" }));
    await user.click(screen.getByRole("button", { name: "Back to people" }));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Card: Marcus" }));
  });

  it("turns somebody away with words they will read, goes back to the door, and says it", async () => {
    const user = userEvent.setup();
    const { asked, session } = showRoom({ session: staff() });
    const words = "It is not the right moment tonight. Please talk with us before the next group.";
    await user.click(screen.getByRole("button", { name: "Card: Ana (2)" }));
    await user.click(screen.getByRole("button", { name: "Not tonight…" }));
    await user.click(screen.getByRole("button", { name: "Do not let in" }));
    expect(asked.at(-1)).toEqual({ name: "TurnAway", payload: { seat_id: "seat-ana-2", words } });
    expect(document.activeElement).toBe(door());
    session.tell("TurnedAway", { seat_id: "seat-ana-2", words });
    expect(await screen.findByText("Ana (2) was not let in.")).toBeTruthy();
  });

  it("calls on the next hand, and changes the order with Alt and an arrow", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: /Next: Priya/ }));
    expect(asked).toContainEqual({ name: "CallOn", payload: { seat_id: "seat-priya" } });
    screen.getByRole("row", { name: /2\. Jun/ }).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(asked).toContainEqual({ name: "MoveHand", payload: { seat_id: "seat-jun", position: 0 } });
  });

  it("opens a person's card beside the seats, with the acts in a menu", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    const seats = screen.getByRole("grid", { name: /The circle/ });
    await user.click(within(seats).getByRole("button", { name: "Actions for Jun" }));
    expect(within(card()).getByText("mood 6, alone")).toBeTruthy();
    expect(await faults()).toEqual([]);
    await user.click(within(card()).getByRole("menuitem", { name: /Keep muted/ }));
    expect(asked).toContainEqual({ name: "BlockSource", payload: { seat_id: "seat-jun", source: "microphone" } });
  });

  it("asks once before removing: reason, words, how long", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    const seats = screen.getByRole("grid", { name: /The circle/ });
    await user.click(within(seats).getByRole("button", { name: "Actions for Jun" }));
    await user.click(within(card()).getByRole("menuitem", { name: /Remove/ }));
    expect(asked.filter(({ name }) => name === "Remove")).toEqual([]);
    await user.click(screen.getByRole("radio", { name: "Not again tonight" }));
    expect(await faults()).toEqual([]);
    expect(screen.queryByRole("checkbox")).toBeNull(); // Jun came by a link of the own
    await user.click(screen.getByRole("button", { name: "Remove" }));
    expect(asked.at(-1)).toMatchObject({ name: "BanSeat", payload: { seat_id: "seat-jun", reason: "needs_other_care", for_good: false } });
  });

  it.each([true, false])("closes the open link by which a banned person came, unless staff say otherwise: %s", async (closes) => {
    const user = userEvent.setup();
    const { details, ...state } = makeStaffEvening();
    const jun = details["seat-jun"];
    if (!jun) throw new Error("the evening knows nothing of Jun");
    const { asked } = showRoom({ session: makeRoomSession("staff", { ...state, details: { ...details, "seat-jun": { ...jun, open_link: true } } }) });
    await user.click(within(screen.getByRole("grid", { name: /The circle/ })).getByRole("button", { name: "Actions for Jun" }));
    await user.click(within(card()).getByRole("menuitem", { name: /Remove/ }));
    expect(screen.queryByRole("checkbox")).toBeNull(); // who may come back comes by that link
    await user.click(screen.getByRole("radio", { name: "Not again tonight" }));
    if (!closes) await user.click(screen.getByRole("checkbox", { name: "Close the link Jun came by" }));
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove" }));
    expect(asked.at(-1)).toMatchObject({ name: "BanSeat", payload: { seat_id: "seat-jun", close_link: closes } });
  });

  it("tells who may not come back, for how long, and whose link is closed", () => {
    const ban = { name: "Jun", reason: "harassment", for_good: true, banned_at: 0 } as const;
    const bans = [{ ...ban, ban_id: "ban-1", link_closed: true }, { ...ban, ban_id: "ban-2", for_good: false, link_closed: false }];
    showRoom({ session: makeRoomSession("staff", { ...makeStaffEvening(), bans }) });
    expect(screen.getByText("Hurt somebody with words · for good · link closed")).toBeTruthy();
    expect(screen.getByText("Hurt somebody with words · for tonight")).toBeTruthy();
  });

  it("offers to undo a removal while there is time", async () => {
    const user = userEvent.setup();
    const state = makeStaffEvening();
    const seat = state.seats["seat-jun"];
    if (!seat) throw new Error("the evening has no Jun");
    const removal = { seat, detail: { seat_id: "seat-jun", check_in: null, agreement_version: null, agreed_at: null, open_link: false }, ban_id: null };
    const session = makeRoomSession("staff", { ...state, removals: { "seat-jun": { ...removal, undo_until: makeRoomSession("staff").now() + 8 } } });
    const { asked } = showRoom({ session });
    await user.click(screen.getByRole("button", { name: /^Undo/ }));
    expect(asked).toContainEqual({ name: "UndoRemoval", payload: { seat_id: "seat-jun" } });
  });

  it("shows a quiet call for help first, and marks it seen with its card", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    const slip = screen.getByRole("status", { name: "Help signal, staff only" });
    expect(within(slip).getByText("Only you and Daniel know. Just now.")).toBeTruthy();
    await user.click(within(slip).getByRole("button", { name: "Open the card" }));
    expect(asked).toContainEqual({ name: "MarkHelpSeen", payload: { seat_id: "seat-rosa" } });
    await user.click(screen.getByRole("button", { name: "It is dealt with" }));
    expect(asked).toContainEqual({ name: "CloseHelp", payload: { seat_id: "seat-rosa" } });
  });

  it("says a call for help once: on the card that is open, in the slip beside anything else", async () => {
    const user = userEvent.setup();
    showRoom({ session: staff() });
    const slips = () => screen.queryAllByRole("status", { name: "Help signal, staff only" });
    await user.click(within(slips()[0] as HTMLElement).getByRole("button", { name: "Open the card" }));
    expect(slips()).toEqual([]);
    await user.click(screen.getByRole("tab", { name: /Chat/ }));
    expect(slips()).toHaveLength(1);
  });

  it("keeps a call for help off a screen that is being shared", () => {
    showRoom({ session: staff(), media: { screen: makeOwnTrack({ state: "on" }) } });
    expect(screen.queryByRole("status", { name: "Help signal, staff only" })).toBeNull();
    expect(screen.queryByTitle("asked for help")).toBeNull();
    expect(screen.getByRole("button", { name: /^Help/ })).toBeTruthy();
  });

  it("mutes all with a choice of how", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Mute all" }));
    await user.click(screen.getByRole("menuitem", { name: /Only staff speak/ }));
    expect(asked).toContainEqual({ name: "SetMicrophones", payload: { microphones: "closed" } });
  });

  it("closes the door, and asks before the group ends", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Door open" }));
    expect(asked).toContainEqual({ name: "LockRoom", payload: { locked: true } });
    await user.click(screen.getByRole("button", { name: "End group" }));
    expect(await faults()).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "End for everyone" }));
    await waitFor(() => { expect(asked).toContainEqual({ name: "EndForAll", payload: {} }); });
  });

  it("on a phone keeps help in one line and the rest behind More", async () => {
    const user = userEvent.setup();
    showRoom({ session: staff(), screen: "phone" });
    expect(screen.queryByRole("complementary", { name: "Side panel" })).toBeNull();
    expect(screen.getByRole("status", { name: "Help signal, staff only" })).toBeTruthy();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole("button", { name: /People/ }));
    expect(screen.getByRole("complementary", { name: "Side panel" })).toBeTruthy();
  });
});
