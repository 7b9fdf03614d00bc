// The rules of voice that a machine can see (design: language, "Voice"): no jargon, no blame, no exclamation marks.
import { expect, test } from "vitest";
import { en } from "../../src/words/en";
import { es } from "../../src/words/es";
import { chooseLanguage, makeFormat } from "../../src/words/words";

/** Every sentence with its path; parts that change are filled with something neutral. */
function sentences(area: object, path = ""): [string, string][] {
  return Object.entries(area).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") return [[here, value]];
    if (typeof value === "function")
      return [[here, (value as (...parts: unknown[]) => string)("Ana", "Ben", "7", "8")]];
    return typeof value === "object" && value !== null ? sentences(value, here) : [];
  });
}

const BANNED = {
  en: /\b(please note|oops|unfortunately|invalid|failed|session|users?|errors?|submit|log ?in|websocket)\b/i,
  es: /\b(lamentablemente|desafortunadamente|inválid[oa]|falló|sesión|usuari[oa]s?|error(es)?|usted(es)?)\b/i,
};

test.each([["en", en] as const, ["es", es] as const])("%s keeps the rules of voice", (language, words) => {
  const broken = sentences(words).filter(
    ([, sentence]) => BANNED[language].test(sentence) || /[!¡]/.test(sentence),
  );
  expect(broken).toEqual([]);
});

test.each([["en", en] as const, ["es", es] as const])("%s has no empty sentence", (_language, words) => {
  expect(sentences(words).filter(([, sentence]) => sentence.trim() === "")).toEqual([]);
});

test("the first language that the person reads and we write is taken", () => {
  expect(chooseLanguage(["fr-CA", "es-MX", "en"])).toBe("es");
  expect(chooseLanguage(["de", "fr"])).toBe("en");
  expect(chooseLanguage([])).toBe("en");
});

test("clocks and lists are written as the language writes them", () => {
  expect(makeFormat("en").list(["Miriam", "Daniel"])).toBe("Miriam and Daniel");
  expect(makeFormat("es").list(["Miriam", "Daniel"])).toBe("Miriam y Daniel");
  expect(makeFormat("en").clock(245)).toBe("4:05");
  expect(makeFormat("en").clock(-3)).toBe("0:00");
});
