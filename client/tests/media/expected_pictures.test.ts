import { expect, test } from "vitest";
import { expectedPictures } from "../../src/media/expected_pictures";
import type { Source, Track } from "../../src/protocol";

const track = (seat_id: string, source: Source): Track => ({ seat_id, source });
const named = (tracks: Track[]) =>
  expectedPictures(tracks, "me").map(({ seat_id, source }) => `${seat_id} ${source}`);

test("the others' pictures are expected, small, a shared screen before all faces", () => {
  const tracks = [
    track("ana", "microphone"), track("ana", "camera"), track("me", "camera"), track("ben", "camera"),
    track("ben", "screen"), track("ben", "screen_sound"),
  ];
  expect(named(tracks)).toEqual(["ben screen", "ana camera", "ben camera"]);
  expect(expectedPictures(tracks, "me")[0]).toMatchObject({ width: 320, height: 180 });
});

test("of many no more than a full circle, and of nobody nothing", () => {
  const many = Array.from({ length: 30 }, (_, number) => track(`seat-${number}`, "camera"));
  expect(named(many)).toHaveLength(12);
  expect(named([])).toEqual([]);
});
