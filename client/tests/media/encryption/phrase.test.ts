import { describe, expect, it } from "vitest";
import { phraseOf, WORDS_IN_LIST, WORDS_IN_PHRASE } from "../../../src/media/encryption/phrase";
import { phraseWords } from "../../../src/media/encryption/phrase_words";
import { LANGUAGES, type Language } from "../../../src/words/words";

const FEW_ROUNDS = 10; // slow is what the real ones are for
const device = (order: number, key: number) => ({ order, publicKey: new Uint8Array(65).fill(key) });

describe("the phrase", () => {
  it("is the same on every device that sees the same devices, in whatever order it met them", async () => {
    const one = await phraseOf([device(0, 1), device(1, 2), device(10, 3)], FEW_ROUNDS);
    const other = await phraseOf([device(10, 3), device(0, 1), device(1, 2)], FEW_ROUNDS);
    expect(one).toEqual(other);
    expect(one).toHaveLength(WORDS_IN_PHRASE);
    for (const word of one) expect(word).toBeLessThan(WORDS_IN_LIST);
  });

  it("is another with another key, with keys in exchanged seats, and with one device more", async () => {
    const group = await phraseOf([device(0, 1), device(1, 2)], FEW_ROUNDS);
    expect(await phraseOf([device(0, 1), device(1, 9)], FEW_ROUNDS)).not.toEqual(group);
    expect(await phraseOf([device(0, 2), device(1, 1)], FEW_ROUNDS)).not.toEqual(group);
    expect(await phraseOf([device(0, 1), device(1, 2), device(2, 3)], FEW_ROUNDS)).not.toEqual(group);
  });

  it("does not change from one version of this program to the next", async () => {
    expect(await phraseOf([device(0, 1), device(1, 2)], FEW_ROUNDS)).toMatchInlineSnapshot(`
      [
        168,
        983,
        557,
        168,
        301,
        530,
      ]
    `);
  });
});

describe("the lists of words", () => {
  it.each(Object.keys(LANGUAGES) as Language[])("in %s hold as many as needed, each once and short", async (language) => {
    const words = await phraseWords(language);
    expect(words).toHaveLength(WORDS_IN_LIST);
    expect(new Set(words).size).toBe(WORDS_IN_LIST);
    for (const word of words) expect(word).toMatch(/^[a-záéíóúñü]{2,10}$/);
  });
});
