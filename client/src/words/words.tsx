// Everything a person reads, by language. One file per area and language; English is the pattern, and the
// compiler refuses a language that lacks a key. A sentence with a part that changes is a function of that part.
import { createContext, useContext, useMemo, type ReactNode } from "react";
import type { en } from "./en";

/** The shape of a translation: the same keys, the same parts that change. */
export type Translation<Area> = {
  readonly [Key in keyof Area]: Area[Key] extends (...parts: infer Parts) => string
    ? (...parts: Parts) => string
    : Area[Key] extends string
      ? string
      : Translation<Area[Key]>;
};
export type Words = Translation<typeof en>;

export const LANGUAGES = { en: "English", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

/** Each language is a file of its own, fetched when it is chosen. */
const catalogues: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./en")).en,
  es: async () => (await import("./es")).es,
};

export function loadWords(language: Language): Promise<Words> {
  return catalogues[language]();
}

/** The first language that the person reads and we write; English otherwise. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split("-")[0] ?? "";
    if (primary in LANGUAGES) return primary as Language;
  }
  return "en";
}

/** Times, lists and numbers as the person's language writes them. Times come as seconds since the epoch. */
export interface Format {
  language: Language;
  time: (seconds: number) => string;
  weekday: (seconds: number) => string;
  /** Whole minutes between two moments, never below zero. */
  minutes: (from: number, to: number) => number;
  /** "4:05", for a clock that counts. */
  clock: (seconds: number) => string;
  list: (names: readonly string[]) => string;
  number: (value: number) => string;
}

export function makeFormat(language: Language): Format {
  const time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long" });
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const number = new Intl.NumberFormat(language);
  return {
    language,
    // In one piece: no line ends between the hour and its "PM".
    time: (seconds) => time.format(seconds * 1000).replaceAll(/\s/g, "\u00a0"),
    weekday: (seconds) => weekday.format(seconds * 1000),
    minutes: (from, to) => Math.max(0, Math.floor((to - from) / 60)),
    clock: (seconds) => {
      const whole = Math.max(0, Math.floor(seconds));
      return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    },
    list: (names) => list.format(names),
    number: (value) => number.format(value),
  };
}

interface Speech {
  words: Words;
  format: Format;
  changeLanguage: (language: Language) => void;
}

const SpeechContext = createContext<Speech | null>(null);

interface WordsProviderProps {
  language: Language;
  words: Words;
  onChangeLanguage: (language: Language) => void;
  children: ReactNode;
}

export function WordsProvider({ language, words, onChangeLanguage, children }: WordsProviderProps) {
  const speech = useMemo(
    () => ({ words, format: makeFormat(language), changeLanguage: onChangeLanguage }),
    [language, words, onChangeLanguage],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("no words outside of WordsProvider");
  return speech;
}

/** All words in the person's language: `const words = useWords().room`. */
export function useWords(): Words {
  return useSpeech().words;
}

export function useFormat(): Format {
  return useSpeech().format;
}

export function useLanguage(): { language: Language; changeLanguage: (language: Language) => void } {
  const { format, changeLanguage } = useSpeech();
  return { language: format.language, changeLanguage };
}
