// Worksheets in the gallery: as wide as the stage, and as narrow as the panel.
import { useEffect } from "react";
import { FIXTURE_NOW, type FixtureSession } from "../../fixtures";
import type { Scenes } from "../../gallery";
import type { Language } from "../../words/words";
import { Room } from "../room/room";
import { RoomFixture } from "../room/room_fixtures";
import { Sheet } from "./sheet";
import { makeCopy, makeDocument, makePlace, makeSheetSession, makeWorksheet, SHARED, SheetFixture } from "./worksheet_fixtures";

const OWN = makeCopy("seat-ana", {
  values: { situation: "My sister did not call back on Sunday.", thought: "She is tired of me. I am too much for people.", belief: "8" },
  filled: ["situation", "thought", "belief"],
  shared: { belief: { value: "8", readers: "group" } },
});
const SHEET = makeWorksheet();
const DOCUMENT = makeDocument([
  [4, "minute", "Cold water on my wrists. "],
  [3, "minute", "Standing up and pushing my feet into the floor"],
  [3, "ten", "Walk to the corner and back. Text the word “loud” to my cousin, she knows what it means"],
  [7, "someone", "The bench by the library."],
]);

const privateSheet = () =>
  makeSheetSession({
    worksheets: { "sheet-1": SHEET },
    copies: {
      "sheet-1/seat-ana": OWN,
      "sheet-1/seat-theo": makeCopy("seat-theo", { shared: { thought: { value: "That they only asked to be polite.", readers: "group" } } }),
    },
  });

const progress = () =>
  makeSheetSession(
    {
      worksheets: { "sheet-1": SHEET },
      copies: {
        "sheet-1/seat-ana": { ...OWN, values: {} },
        "sheet-1/seat-theo": makeCopy("seat-theo", { filled: [...SHEET.fields], shared: { thought: { value: "That they only asked to be polite.", readers: "staff" } } }),
        "sheet-1/seat-priya": makeCopy("seat-priya", { filled: ["situation"] }),
      },
    },
    { me: "seat-miriam", standing: "facilitator" },
  );

const shared = () =>
  makeSheetSession({ worksheets: { "sheet-2": SHARED, "sheet-1": { ...SHEET, closed: true, opened_at: FIXTURE_NOW - 2000 } } }, { documents: { "sheet-2": DOCUMENT } });

/** Lets others write for as long as the scene is looked at. */
function Others({ session }: { session: FixtureSession }) {
  useEffect(() => {
    const move = (seat_id: string, field: string, from: number, to: number) => {
      session.tell("CursorMoved", { worksheet_id: "sheet-2", seat_id, field, anchor: makePlace(DOCUMENT, field, from), head: makePlace(DOCUMENT, field, to) });
    };
    // A child's effects run before those of the provider, which must be listening first.
    const timer = setTimeout(() => {
      move("seat-priya", "minute", 24, 24);
      move("seat-theo", "ten", 82, 87);
      move("seat-jun", "someone", 25, 25);
    });
    return () => { clearTimeout(timer); };
  }, [session]);
  return null;
}

function scene(make: () => FixtureSession, width: string) {
  return function draw(language: Language) {
    const session = make();
    return (
      <SheetFixture session={session} language={language}>
        <main style={{ inlineSize: width, maxInlineSize: "100%", blockSize: "100dvh", display: "grid", background: "var(--surface)" }}><Sheet /></main>
        <Others session={session} />
      </SheetFixture>
    );
  };
}

function roomScene(make: () => FixtureSession) {
  return function draw(language: Language) {
    const session = make();
    return (
      <RoomFixture session={session} language={language}>
        <Room />
        <Others session={session} />
      </RoomFixture>
    );
  };
}

export const scenes: Scenes = {
  "room-at-work-shared": roomScene(shared),
  "room-at-work-private": roomScene(privateSheet),
  "worksheet-private": scene(privateSheet, "58rem"),
  "worksheet-shared": scene(shared, "58rem"),
  "worksheet-staff": scene(progress, "24rem"),
  "worksheet-choose": scene(() => makeSheetSession({}, { me: "seat-miriam", standing: "facilitator" }), "24rem"),
  "worksheet-panel": scene(privateSheet, "24rem"),
};
