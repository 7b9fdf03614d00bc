// The room as staff have it: the door, hands, cards, removing, help, ending.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeOwnTrack } from "../../src/fixtures";
import { makeRoomSession, makeStaffEvening } from "../../src/views/room/room_fixtures";
import { faults, showRoom } from "./page";

const staff = () => makeRoomSession("staff");
const card = () => screen.getByRole("region", { name: "Jun, actions" });

describe("the room, for staff", () => {
  it("has no fault that axe finds", async () => {
    showRoom({ session: staff() });
    expect(await faults()).toEqual([]);
  });

  it("lets somebody ready in at once, and opens the card of others first", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Admit: Marcus" }));
    expect(asked).toContainEqual({ name: "Admit", payload: { seat_id: "seat-marcus" } });
    expect(screen.queryByRole("button", { name: "Admit: Ana (2)" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Card: Ana (2)" }));
    await user.click(screen.getByRole("button", { name: "Admit" }));
    expect(asked).toContainEqual({ name: "Admit", payload: { seat_id: "seat-ana-2" } });
  });

  it("turns somebody away with words they will read", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ session: staff() });
    await user.click(screen.getByRole("button", { name: "Card: Ana (2)" }));
    await user.click(screen.getByRole("button", { name: "Not tonight…" }));
    await user.click(screen.getByRole("button", { name: "Do not let in" }));
    expect(asked.at(-1)).toEqual({
      name: "TurnAway",
      payload: { seat_id: "seat-ana-2", words: "It is not the right moment tonight. Please talk with us before the next group." },
    });
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
    await user.click(screen.getByRole("button", { name: "Remove" }));
    expect(asked.at(-1)).toMatchObject({ name: "BanSeat", payload: { seat_id: "seat-jun", reason: "needs_other_care", for_good: false } });
  });

  it("offers to undo a removal while there is time", async () => {
    const user = userEvent.setup();
    const state = makeStaffEvening();
    const seat = state.seats["seat-jun"];
    if (!seat) throw new Error("the evening has no Jun");
    const removal = { seat, detail: { seat_id: "seat-jun", check_in: null, agreement_version: null, agreed_at: null }, ban_id: null };
    const session = makeRoomSession("staff", { ...state, removals: { "seat-jun": { ...removal, undo_until: makeRoomSession("staff").now() + 8 } } });
    const { asked } = showRoom({ session });
    await user.click(screen.getByRole("button", { name: "Undo" }));
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
