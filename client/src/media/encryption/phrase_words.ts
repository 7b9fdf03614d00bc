// The words of a phrase by language. A place in the list means another word in each language, so people who compare
// must read the same language: the dialog shows them all.
import type { Language } from "../../words/words";

const lists: Record<Language, () => Promise<{ words: readonly string[] }>> = {
  en: () => import("./phrase_words.en"),
  es: () => import("./phrase_words.es"),
};

/** All words of a language, in the order in which a phrase counts them. */
export async function phraseWords(language: Language): Promise<readonly string[]> {
  return (await lists[language]()).words;
}
