// The words of the phrase, in every language: people who read different ones compare in one of them.
import { useEffect, useState } from "react";
import { phraseWords } from "../../../media/encryption/phrase_words";
import { LANGUAGES, useLanguage, type Language } from "../../../words/words";

export interface PhraseInLanguage {
  language: Language;
  words: readonly string[];
}

/** The own language first; null until the lists are here, or without a phrase. */
export function usePhrase(phrase: readonly number[] | null): readonly PhraseInLanguage[] | null {
  const { language } = useLanguage();
  const [lists, setLists] = useState<ReadonlyMap<Language, readonly string[]> | null>(null);
  const isWanted = phrase !== null;
  useEffect(() => {
    if (isWanted) void loadLists().then(setLists);
  }, [isWanted]);
  if (!phrase || !lists) return null;
  const others = Array.from(lists.keys()).filter((other) => other !== language);
  return [language, ...others].map((each) => ({
    language: each,
    words: phrase.map((place) => lists.get(each)?.[place] ?? ""),
  }));
}

async function loadLists(): Promise<ReadonlyMap<Language, readonly string[]>> {
  const languages = Object.keys(LANGUAGES) as Language[];
  return new Map(
    await Promise.all(languages.map(async (language) => [language, await phraseWords(language)] as const)),
  );
}
