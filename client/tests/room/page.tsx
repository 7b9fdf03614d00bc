// The whole room on a page of jsdom, which has no screen: what a view asks of one is answered here.
import { render } from "@testing-library/react";
import axe from "axe-core";
import { vi } from "vitest";
import type { FixtureSession } from "../../src/fixtures";
import type { MediaHandle } from "../../src/media/media_context";
import { Room } from "../../src/views/room/room";
import { makeRoomMedia, makeRoomSession, RoomFixture } from "../../src/views/room/room_fixtures";

export type ScreenKind = "wide" | "phone";

const MATCHING: Record<ScreenKind, (query: string) => boolean> = {
  wide: () => false,
  phone: (query) => query.includes("max-width") || query.includes("portrait"),
};

export function onScreen(kind: ScreenKind): void {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: MATCHING[kind](query) && !query.includes("max-height"),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal("ResizeObserver", class {
    observe() { /* no layout here */ }
    unobserve() { /* no layout here */ }
    disconnect() { /* no layout here */ }
  });
}

interface Shown {
  session?: FixtureSession;
  media?: Partial<MediaHandle>;
  screen?: ScreenKind;
}

/** Renders the room and gives back what was asked of the server. */
export function showRoom({ session = makeRoomSession("member"), media = {}, screen = "wide" }: Shown = {}) {
  onScreen(screen);
  document.documentElement.lang = "en"; // as the app does
  const view = render(<RoomFixture session={session} media={makeRoomMedia(media)}><Room /></RoomFixture>);
  return { ...view, session, asked: session.asked };
}

/** What axe finds, as short lines; contrast needs a real browser and is measured there. */
export async function faults(): Promise<string[]> {
  // react-aria's announcer keeps a line for seconds after the thing it names has gone from the page.
  const page = { exclude: ["[data-live-announcer]"] };
  const { violations } = await axe.run(page, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
