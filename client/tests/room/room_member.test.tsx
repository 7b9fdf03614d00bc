// The room as a member has it: hand, help, chat, pause, microphone, leaving; never what is for staff.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { makeOwnTrack, makeSeat } from "../../src/fixtures";
import type { SessionHandle } from "../../src/session_context";
import { Room } from "../../src/views/room/room";
import { makeEvening, makeRoomSession, RoomFixture } from "../../src/views/room/room_fixtures";
import { faults, onScreen, showRoom } from "./page";

describe("the room, for a member", () => {
  it("has no fault that axe finds, wide or on a phone", async () => {
    const { unmount } = showRoom();
    expect(await faults()).toEqual([]);
    unmount();
    showRoom({ screen: "phone" });
    expect(await faults()).toEqual([]);
  });

  it("shows the circle on an upright phone, with the one who has the turn in the middle", () => {
    showRoom({ screen: "phone" });
    expect(screen.getByRole("img", { name: "In the middle: Theo" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /^Sam ?, Reconnecting, seat kept/ })).toBeTruthy();
  });

  it("shows nothing of the door, of limits or of help signals", async () => {
    const user = userEvent.setup();
    showRoom();
    await user.click(screen.getByRole("tab", { name: "People" }));
    expect(screen.queryByText(/At the door/)).toBeNull();
    const seats = screen.getByRole("grid", { name: /The circle/ });
    await user.click(within(seats).getByRole("button", { name: "Actions for Jun" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Bring to the front for me"]);
  });

  it("raises a hand with its kind, and takes it down again", async () => {
    const user = userEvent.setup();
    const { asked, unmount } = showRoom();
    await user.click(screen.getByRole("button", { name: "Raise hand" }));
    await user.click(screen.getByRole("menuitem", { name: "I have a question" }));
    expect(asked).toContainEqual({ name: "RaiseHand", payload: { kind: "question" } });
    unmount();
    const up = makeRoomSession("member", makeEvening({ hands: [{ seat_id: "seat-ana", kind: "share", raised_at: 0 }] }));
    const second = showRoom({ session: up });
    await user.click(screen.getByRole("button", { name: "1st in line", description: "Lower hand, you are first" }));
    expect(second.asked).toContainEqual({ name: "LowerHand", payload: { seat_id: "seat-ana" } });
  });

  it("on a phone reacts from the menu of the hand", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom({ screen: "phone" });
    await user.click(screen.getByRole("button", { name: "Hand" }));
    await user.click(screen.getByRole("menuitem", { name: "Me too" }));
    expect(asked).toContainEqual({ name: "ShowReaction", payload: { reaction: "me_too" } });
  });

  it("tells staff with one press, and says what shows and what does not", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom();
    await user.click(screen.getByRole("button", { name: "Help" }));
    const dialog = await screen.findByRole("dialog", { name: "What would help now?" });
    expect(within(dialog).getByText("Only Miriam and Daniel see it. Nothing shows in the room.")).toBeTruthy();
    expect(within(dialog).getByRole("link", { name: "Call or text 988" }).getAttribute("href")).toBe("tel:988");
    expect(await faults()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Tell staff, quietly" }));
    expect(asked).toContainEqual({ name: "AskForHelp", payload: {} });
  });

  it("says who has seen the signal, and after a while that nobody has", async () => {
    const user = userEvent.setup();
    const asked_at = makeRoomSession("member").now();
    const signal = { seat_id: "seat-ana", name: "Ana", asked_at, seen_by: ["seat-daniel"] };
    const { unmount } = showRoom({ session: makeRoomSession("member", makeEvening({ help: { "seat-ana": signal } })) });
    await user.click(screen.getByRole("button", { name: "Help" }));
    expect(await screen.findByText("Daniel has seen it.")).toBeTruthy();
    unmount();
    const old = { ...signal, asked_at: asked_at - 60, seen_by: [] };
    showRoom({ session: makeRoomSession("member", makeEvening({ help: { "seat-ana": old } })) });
    await user.click(screen.getByRole("button", { name: "Help" }));
    expect(await screen.findByText(/Nobody has opened your signal yet/)).toBeTruthy();
  });

  it("sends a line, to everyone or to the staff alone", async () => {
    const user = userEvent.setup();
    const { asked } = showRoom();
    await user.type(screen.getByRole("textbox", { name: "Message to the group" }), "I am here.{Enter}");
    expect(asked.at(-1)).toEqual({ name: "SendMessage", payload: { text: "I am here.", channel: "room", thread: null, reply_to: null } });
    await user.click(screen.getByRole("radio", { name: "Staff" }));
    expect(screen.getByText("Only you and the staff read this: Miriam and Daniel.")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: "Message to the staff" }), "Can we talk?{Enter}");
    expect(asked.at(-1)).toMatchObject({ payload: { channel: "staff_line", thread: "seat-ana" } });
  });

  it("keeps the words of a line that was not sent, with a way to send it again", async () => {
    const user = userEvent.setup();
    const sendAgain = vi.fn();
    const line = { clientId: "c1", message: { text: "Are you there?", channel: "room" as const }, state: "failed" as const, code: "no_answer" };
    showRoom({ session: makeRoomSession("member", makeEvening(), { unsent: [line], sendAgain }) });
    expect(screen.getByText("Are you there?")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Send again" }));
    expect(sendAgain).toHaveBeenCalledWith("c1");
  });

  it("pauses here at once, then tells; the page names nobody", async () => {
    const user = userEvent.setup();
    const pause = vi.fn();
    const { asked } = showRoom({ media: { pause } });
    await user.click(screen.getByRole("button", { name: "Private pause" }));
    expect(pause).toHaveBeenCalledOnce();
    expect(asked).toContainEqual({ name: "StepAway", payload: {} });
    expect(document.title).toBe("Notes");
    expect(document.body.textContent).not.toMatch(/Steady Ground|Miriam|Theo/);
    expect(await faults()).toEqual([]);
  });

  it("keeps the camera off while sound only is chosen, and says why", async () => {
    const user = userEvent.setup();
    const open = vi.fn(() => Promise.resolve(null));
    showRoom({ media: { soundOnly: true, camera: makeOwnTrack({ open }) } });
    await user.click(screen.getByRole("button", { name: "Video off" }));
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByText(/^You chose sound only, so your camera stays off/)).toBeTruthy();
  });

  it("lets the person decide when staff ask them to speak", async () => {
    const user = userEvent.setup();
    const open = vi.fn(() => Promise.resolve(null));
    const { session, asked } = showRoom({ media: { microphone: makeOwnTrack({ open }) } });
    act(() => { session.tell("AskedToUnmute", { seat_id: "seat-ana", by: "seat-miriam" }); });
    expect(screen.getByText("Miriam asks if you want to speak.")).toBeTruthy();
    expect(open).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Not now" }));
    expect(asked).toContainEqual({ name: "DeclineToUnmute", payload: {} });
    act(() => { session.tell("AskedToUnmute", { seat_id: "seat-ana", by: "seat-miriam" }); });
    await user.click(screen.getByRole("button", { name: "Turn it on" }));
    expect(open).toHaveBeenCalledOnce();
  });

  it("says in words why the microphone stays off, and leaves the button unpressable", () => {
    const evening = makeEvening();
    const seats = { ...evening.seats, "seat-ana": makeSeat("seat-ana", "Ana", 6, { blocked: ["microphone"] }) };
    showRoom({ session: makeRoomSession("member", { ...evening, seats }) });
    const tool = screen.getByRole("button", { name: "Muted by staff" });
    expect(tool).toHaveProperty("disabled", true);
    const description = document.getElementById(tool.getAttribute("aria-describedby") ?? "");
    expect(description?.textContent).toMatch(/Your seat and your hand are kept/);
  });

  it("says what the room refused, in a sentence", async () => {
    const user = userEvent.setup();
    const microphone = makeOwnTrack({ open: () => Promise.resolve("muted_on_entry") });
    showRoom({ media: { microphone } });
    await user.click(screen.getByRole("button", { name: "Mic off" }));
    expect(await screen.findByText("Your microphone is off. Turn it on when you want to speak.")).toBeTruthy();
  });

  it("announces the own turn at once, without opening the microphone", async () => {
    const open = vi.fn(() => Promise.resolve(null));
    const { session } = showRoom({ media: { microphone: makeOwnTrack({ open }) } });
    act(() => { session.tell("TurnGiven", { seat_id: "seat-ana", at: 0 }); });
    await waitFor(() => { expect(screen.getByText("Your turn. Take your time. Silence is fine.").parentElement?.getAttribute("role")).toBe("alert"); });
    expect(open).not.toHaveBeenCalled();
  });

  it("asks once before leaving", async () => {
    const user = userEvent.setup();
    const leave = vi.fn(() => Promise.resolve());
    const leaveForNow = vi.fn();
    showRoom({ session: makeRoomSession("member", makeEvening(), { leave, leaveForNow }) });
    await user.click(screen.getByRole("button", { name: "Leave" }));
    expect(await screen.findByText("Your seat is kept for 2 min.")).toBeTruthy();
    expect(leave).not.toHaveBeenCalled();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Leave for now" }));
    expect(leaveForNow).toHaveBeenCalledOnce();
  });

  it("goes by keys when no field has the focus", async () => {
    const user = userEvent.setup();
    const open = vi.fn(() => Promise.resolve(null));
    const { asked } = showRoom({ media: { microphone: makeOwnTrack({ open }) } });
    await user.keyboard("m");
    expect(open).toHaveBeenCalledOnce();
    await user.keyboard("h");
    expect(asked).toContainEqual({ name: "RaiseHand", payload: { kind: "share" } });
    await user.click(screen.getByRole("textbox", { name: "Message to the group" }));
    await user.keyboard("m");
    expect(open).toHaveBeenCalledOnce();
  });

  it("lists the keys under ?, and says what the settings do", async () => {
    const user = userEvent.setup();
    showRoom();
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keys" })).toBeTruthy();
    expect(await faults()).toEqual([]);
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Settings" }));
    expect(await screen.findByRole("switch", { name: /Hide my own view/ })).toBeTruthy();
    expect(await faults()).toEqual([]);
  });

  it("says that the room is held, until when, and who to reach", () => {
    const state = makeEvening({ phase: "held", held_until: makeRoomSession("member").now() + 290, turn: null });
    showRoom({ session: makeRoomSession("member", state) });
    const held = screen.getByText(/Miriam and Daniel dropped out for a moment/);
    expect(held.closest("[role=alert]")?.textContent).toMatch(/You did nothing wrong/);
  });

  it("keeps the seats in sight while it reconnects", () => {
    showRoom({ session: makeRoomSession("member", makeEvening(), { connection: { kind: "reconnecting", since: 0, attempt: 2 } }) });
    expect(screen.getByText("Your connection dropped. We are bringing you back.")).toBeTruthy();
    expect(screen.getByRole("grid", { name: /The circle/ })).toBeTruthy();
  });

  it("does not say that one is back while the connection is lost once more", () => {
    const lost = { kind: "reconnecting" as const, since: 0, attempt: 2 };
    const page = (connection: SessionHandle["connection"]) => (
      <RoomFixture session={makeRoomSession("member", makeEvening(), { connection })}><Room /></RoomFixture>
    );
    onScreen("wide");
    const { rerender } = render(page(lost));
    rerender(page({ kind: "open", since: 1, attempt: 0 }));
    expect(screen.getByText(/^You are back\./)).toBeTruthy();
    rerender(page(lost));
    expect(screen.queryByText(/^You are back\./)).toBeNull();
  });

  it("says while it reconnects that the hand is kept, when one is up", () => {
    const connection = { kind: "reconnecting" as const, since: 0, attempt: 2 };
    const withHand = (seat_id: string) => makeEvening({ hands: [{ seat_id, kind: "share", raised_at: 0 }] });
    const { unmount } = showRoom({ session: makeRoomSession("member", withHand("seat-ana"), { connection }) });
    expect(screen.getByText(/Your seat is kept, and so is your hand\./)).toBeTruthy();
    unmount();
    showRoom({ session: makeRoomSession("member", withHand("seat-jun"), { connection }) });
    expect(screen.getByText(/Your seat is kept\. The others see/)).toBeTruthy();
  });

  it("does not promise silence while it reconnects with an open microphone: sound has a way of its own", () => {
    const session = makeRoomSession("member", makeEvening(), { connection: { kind: "reconnecting", since: 0, attempt: 2 } });
    const { unmount } = showRoom({ session, media: { microphone: makeOwnTrack({ state: "on" }) } });
    expect(screen.getByText(/they may still hear you/)).toBeTruthy();
    unmount();
    showRoom({ session });
    expect(screen.getByText(/Your microphone is off\./)).toBeTruthy();
  });
});
