// @vitest-environment jsdom
import { expect, test } from "vitest";
import { neutralPage, ThreeShifts } from "../src/parts/leave_fast";

const press = (keys: readonly (readonly [string, number])[]) => {
  const shifts = new ThreeShifts();
  return keys.map(([key, at]) => shifts.press(key, at));
};

test("three quick presses of Shift leave", () => {
  expect(
    press([
      ["Shift", 0],
      ["Shift", 200],
      ["Shift", 400],
    ]),
  ).toEqual([false, false, true]);
});

test("slow presses do not", () => {
  expect(
    press([
      ["Shift", 0],
      ["Shift", 600],
      ["Shift", 1200],
    ]),
  ).toEqual([false, false, false]);
});

test("capital letters typed in between do not", () => {
  expect(
    press([
      ["Shift", 0],
      ["A", 50],
      ["Shift", 200],
      ["B", 250],
      ["Shift", 400],
    ]),
  ).toEqual([false, false, false, false, false]);
});

test("it leads where the server says, or to a neutral page of our own choice", () => {
  const page = document.implementation.createHTMLDocument();
  expect(new URL(neutralPage(page)).protocol).toBe("https:");
  const meta = page.createElement("meta");
  meta.name = "leave-fast";
  meta.content = "https://news.example/";
  page.head.append(meta);
  expect(neutralPage(page)).toBe("https://news.example/");
});
