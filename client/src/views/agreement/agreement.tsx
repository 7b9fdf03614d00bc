// The words that hold for everybody in the group, accepted before the microphone can open.
import type { Agreement as AgreementText } from "../../protocol";
import { Button } from "../../parts/button";
import { CalmPage, type HelpNumbers } from "../../parts/calm";
import { ArrowRightIcon } from "../../parts/icons";
import { useLanguage, useWords } from "../../words/words";

interface AgreementProps {
  agreement: AgreementText;
  numbers: HelpNumbers | null;
  onAccept: () => void;
  onBack: () => void;
}

export function Agreement({ agreement, numbers, onAccept, onBack }: AgreementProps) {
  const { agreement: words, parts } = useWords();
  const { language } = useLanguage();
  const [written, text] = chooseText(agreement.text, language);
  return (
    <CalmPage title={words.title} numbers={numbers ?? undefined}>
      <div className="column">
        <h1 className="hero">{words.hero}</h1>
        <p className="lead">{words.lead}</p>
        {written !== language && <p className="note">{words.otherLanguage}</p>}
        <div className="agreement-text" lang={written}>
          {text}
        </div>
        <p className="note">{words.version(agreement.version)}</p>
        <div className="row">
          <Button kind="go" big iconAfter={ArrowRightIcon} onPress={onAccept}>
            {words.accept}
          </Button>
          <Button kind="plain" big onPress={onBack}>
            {parts.back}
          </Button>
        </div>
        <p className="note">{words.declineHint}</p>
      </div>
    </CalmPage>
  );
}

/** The text in the page's language, else in English, else in whatever there is; with its language. */
function chooseText(texts: Readonly<Record<string, string>>, language: string): readonly [string, string] {
  for (const tag of [language, "en"]) {
    const text = texts[tag];
    if (text !== undefined) return [tag, text];
  }
  return Object.entries(texts)[0] ?? [language, ""];
}
