// The words by which a group finds out whether anybody listens in between, and what they are good for.
import type { EncryptionView } from "../../../media/encryption/encryption";
import { Dialog } from "../../../parts/dialog";
import { Slip } from "../../../parts/slip";
import { useSession } from "../../../session_context";
import { LANGUAGES, useFormat, useWords } from "../../../words/words";
import { WarningIcon } from "../icons";
import { nameOf } from "../seat_facts";
import { usePhrase, type PhraseInLanguage } from "./use_phrase";

interface EncryptionDialogProps {
  encryption: EncryptionView;
  isOpen: boolean;
  onClose: () => void;
}

export function EncryptionDialog({ encryption, isOpen, onClose }: EncryptionDialogProps) {
  const words = useWords().encryption;
  return (
    <Dialog title={words.title} isOpen={isOpen} onClose={onClose}>
      <div className="stack">
        <p>{words.lead}</p>
        <Phrase encryption={encryption} />
        <WithoutKey encryption={encryption} />
        <p className="note">{words.changes} {words.differ}</p>
        <p className="note">{words.limits}</p>
      </div>
    </Dialog>
  );
}

function Phrase({ encryption: { phrase } }: { encryption: EncryptionView }) {
  const { state } = useSession();
  const words = useWords().encryption;
  const inLanguages = usePhrase(phrase);
  const isAlone = Object.keys(state.seats).length < 2;
  if (!inLanguages) return <p role="status">{isAlone ? words.alone : words.wait}</p>;
  const [own, ...others] = inLanguages;
  return (
    <>
      <p className="sub">{words.ask}</p>
      {own && <OwnWords phrase={own} />}
      {others.map(({ language, words: translated }) => (
        <p key={language} className="note">
          {words.inLanguage(LANGUAGES[language])} <span lang={language}>{translated.join(" · ")}</span>
        </p>
      ))}
    </>
  );
}

function OwnWords({ phrase: { language, words } }: { phrase: PhraseInLanguage }) {
  const { list } = useWords().encryption;
  return (
    <ol className="phrase" lang={language} aria-label={list}>
      {words.map((word, place) => <li key={place}>{word}</li>)}
    </ol>
  );
}

function WithoutKey({ encryption: { withoutKey } }: { encryption: EncryptionView }) {
  const { state } = useSession();
  const words = useWords().encryption;
  const format = useFormat();
  if (withoutKey.length === 0) return null;
  const names = withoutKey.map((seat) => nameOf(state, seat));
  return <Slip icon={WarningIcon} tone="ask" role="note">{words.withoutKey(format.list(names))}</Slip>;
}
