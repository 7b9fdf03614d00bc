// Where the client starts: fonts, styles, the person's language, and the first screen.
import "@fontsource-variable/atkinson-hyperlegible-next";
import "@fontsource-variable/literata/opsz.css";
import "./style/index.css";
import { StrictMode, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { UNSAFE_PortalProvider as PortalProvider } from "react-aria";
import { I18nProvider } from "react-aria-components";
import { missingAbility } from "./abilities";
import { App } from "./app";
import { recallLanguage, rememberLanguage } from "./language";
import { Media } from "./media/media";
import { applyTheme } from "./theme";
import { forbidMarkup } from "./trusted_types";
import { Visit } from "./visit";
import { loadWords, WordsProvider, type Language, type Words } from "./words/words";

forbidMarkup();
applyTheme();

const visit = new Visit();
const media = new Media();
visit.carryMedia(media);

interface RootProps {
  first: Language;
  firstWords: Words;
}

function Root({ first, firstWords }: RootProps) {
  const [{ language, words }, setSpeech] = useState({ language: first, words: firstWords });
  const overlays = useRef<HTMLDivElement>(null);
  const change = (next: Language) => {
    rememberLanguage(next);
    void loadWords(next).then((loaded) => {
      document.documentElement.lang = next;
      setSpeech({ language: next, words: loaded });
    });
  };
  return (
    <I18nProvider locale={language}>
      <WordsProvider language={language} words={words} onChangeLanguage={change}>
        <PortalProvider getContainer={() => overlays.current}>
          <App visit={visit} media={media} />
        </PortalProvider>
        {/* Dialogs, menus and lists open here: in a landmark, so that nothing on the page is outside of one. */}
        <div ref={overlays} role="region" aria-label={words.parts.overlays} />
      </WordsProvider>
    </I18nProvider>
  );
}

async function start(root: HTMLElement): Promise<void> {
  const language = recallLanguage();
  document.documentElement.lang = language;
  const words = await loadWords(language);
  createRoot(root).render(
    <StrictMode>
      <Root first={language} firstWords={words} />
    </StrictMode>,
  );
  const missing = missingAbility();
  if (missing) visit.refuse(missing);
  else await visit.begin(window.location.hash);
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
window.addEventListener("hashchange", () => {
  window.location.reload();
});
void start(root);
