// The language this person reads: as chosen on this device, else as the browser says.
import { chooseLanguage, type Language } from "./words/words";

const KEY = "hearth.language";

export function recallLanguage(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // Storage refused: the browser's languages it is.
  }
  return chooseLanguage([...(chosen === null ? [] : [chosen]), ...navigator.languages]);
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The choice lasts as long as this page.
  }
}
