// The circle of `look/language.md` 5.3.
import { expect, it } from "vitest";
import { circlePlaces, inRing } from "../../src/views/room/stage/circle_places";

it("begins at the top and runs towards the inline end", () => {
  const [first, second] = circlePlaces(9);
  expect(first).toEqual({ inline: 50, block: 12.5 });
  expect(second?.inline).toBeGreaterThan(50);
});

it("stays inside the box for every size of group", () => {
  for (let seats = 1; seats <= 12; seats += 1) {
    for (const place of circlePlaces(seats)) {
      expect(place.inline).toBeGreaterThan(5);
      expect(place.inline).toBeLessThan(95);
      expect(place.block).toBeGreaterThan(10);
      expect(place.block).toBeLessThan(95);
    }
  }
});

it("shows everybody up to twelve, and from thirteen on the five before and after the speaker", () => {
  const twelve = Array.from({ length: 12 }, (_, index) => index);
  expect(inRing(twelve, 3)).toEqual(twelve);
  const fourteen = Array.from({ length: 14 }, (_, index) => index);
  expect(inRing(fourteen, 1)).toEqual([10, 11, 12, 13, 0, 1, 2, 3, 4, 5, 6]);
});
