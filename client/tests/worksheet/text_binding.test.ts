// @vitest-environment jsdom
import * as Y from "yjs";
import { describe, expect, test, vi } from "vitest";
import { bindText, changeBetween, moved } from "../../src/views/worksheet/text_binding";

function open(words: string, most = 1000) {
  const doc = new Y.Doc();
  const text = doc.getText("field");
  text.insert(0, words);
  const area = document.body.appendChild(document.createElement("textarea"));
  const onLimit = vi.fn();
  const unbind = bindText(area, text, onLimit, most);
  const type = (value: string, caret = value.length) => {
    area.value = value;
    area.setSelectionRange(caret, caret);
    area.dispatchEvent(new Event("input"));
  };
  const elsewhere = (change: (text: Y.Text) => void) => {
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    change(other.getText("field"));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  };
  return { text, area, type, elsewhere, unbind, onLimit };
}

describe("what was typed", () => {
  test.each([
    ["", "a", 1, { start: 0, length: 0, words: "a" }],
    ["aa", "aaa", 2, { start: 1, length: 0, words: "a" }],
    ["walk home", "walk slowly home", 12, { start: 5, length: 0, words: "slowly " }],
    ["walk home", "walk", 4, { start: 4, length: 5, words: "" }],
    ["💧", "💦", 2, { start: 0, length: 2, words: "💦" }],
    ["a💧", "a💧💧", 5, { start: 3, length: 0, words: "💧" }],
  ])("%j → %j", (before, after, caret, change) => {
    const found = changeBetween(before, after, caret);
    expect(found).toEqual(change);
    expect(before.slice(0, found.start) + found.words + before.slice(found.start + found.length)).toBe(after);
  });
});

test("a position moves with the words around it", () => {
  expect(moved(5, [{ retain: 2 }, { insert: "abc" }])).toBe(8);
  expect(moved(5, [{ retain: 5 }, { insert: "abc" }])).toBe(5);
  expect(moved(5, [{ retain: 5 }, { insert: "abc" }], true)).toBe(8);
  expect(moved(5, [{ retain: 2 }, { delete: 2 }])).toBe(3);
  expect(moved(5, [{ retain: 3 }, { delete: 10 }])).toBe(3);
  expect(moved(5, [{ delete: 1 }, { insert: "xy" }, { retain: 9 }, { insert: "z" }])).toBe(6);
});

describe("a bound text area", () => {
  test("shows others' words and keeps the caret where it was", () => {
    const { area, elsewhere } = open("cold water");
    area.setSelectionRange(4, 4);
    elsewhere((text) => { text.insert(0, "very "); });
    expect(area.value).toBe("very cold water");
    expect(area.selectionStart).toBe(9);
  });

  test("sends what is typed and nothing else", () => {
    const { text, type } = open("cold water");
    type("cold, clear water", 12);
    expect(text.toJSON()).toBe("cold, clear water");
  });

  test("does not touch the area while a word is being composed, and keeps both afterwards", () => {
    const { area, text, elsewhere } = open("ab");
    area.setSelectionRange(1, 1);
    area.dispatchEvent(new Event("compositionstart"));
    area.value = "aにb";
    area.setSelectionRange(2, 2);
    area.dispatchEvent(new Event("input"));
    elsewhere((other) => { other.insert(0, ">> "); });
    expect(area.value).toBe("aにb");
    area.value = "a日本b";
    area.setSelectionRange(3, 3);
    area.dispatchEvent(new Event("compositionend"));
    expect(text.toJSON()).toBe(">> a日本b");
    expect(area.value).toBe(">> a日本b");
    expect(area.selectionStart).toBe(6);
  });

  test("takes no more than fits, and says so", () => {
    const { area, text, type, onLimit } = open("abc", 5);
    type("abcdefgh");
    expect(text.toJSON()).toBe("abc");
    expect(area.value).toBe("abc");
    expect(onLimit).toHaveBeenCalledOnce();
  });

  test("is free again after it was unbound", () => {
    const { area, text, type, unbind } = open("abc");
    unbind();
    type("abcd");
    text.insert(0, "x");
    expect(area.value).toBe("abcd");
    expect(text.toJSON()).toBe("xabc");
  });
});
