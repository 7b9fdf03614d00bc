// The count of lines that came while the chat was out of sight.
import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { Room } from "../../src/views/room/room";
import { makeMessage, makeRoomSession, makeStaffEvening, RoomFixture } from "../../src/views/room/room_fixtures";
import { showRoom } from "./page";

it("counts the very first line of an evening too", () => {
  const evening = (...lines: string[]) =>
    makeRoomSession("staff", makeStaffEvening({ messages: lines.map((text, number) => makeMessage(number, "Sam", text)) }));
  const { rerender } = showRoom({ session: evening() });
  const chat = screen.getByRole("tab", { name: /Chat/ });
  expect(within(chat).queryByRole("img")).toBeNull();
  rerender(<RoomFixture session={evening("Good to be here.")}><Room /></RoomFixture>);
  expect(within(chat).getByRole("img", { name: /1/ })).toBeTruthy();
});
