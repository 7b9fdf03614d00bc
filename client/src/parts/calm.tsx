// The frame of every page on the way in and out: the mark, the way out, and in the foot the numbers of help.
import { useEffect, useRef, type ReactNode } from "react";
import { LANGUAGES, useLanguage, useWords, type Language } from "../words/words";
import { Button } from "./button";
import { Icon } from "./icon";
import { ArrowSquareOutIcon, PhoneIcon } from "./icons";
import { leaveFast } from "./leave_fast";

export interface HelpNumbers {
  crisisLine: string;
  emergencyNumber: string;
}

interface CalmPageProps {
  /** The title of the window: neutral, for it shows in tabs and in the history. */
  title: string;
  /** Stands beside the mark on wide screens, such as the name of the group. */
  context?: string | undefined;
  numbers?: HelpNumbers | undefined;
  /** Class of the main part, for a page with its own columns. */
  layout?: string;
  children: ReactNode;
}

export function CalmPage({ title, context, numbers, layout, children }: CalmPageProps) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = title;
    main.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className="calm">
      <header>
        <Mark />
        {context && <span className="note only-wide">{context}</span>}
        <span className="end">
          <LeaveFastButton />
        </span>
      </header>
      <main ref={main} tabIndex={-1} className={layout}>
        {children}
      </main>
      <footer>
        <HelpLine numbers={numbers} />
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** The small mark of the product: seats around an ember. */
export function Mark() {
  const { product } = useWords().parts;
  const seats = Array.from({ length: 8 }, (_, seat) => (seat * Math.PI) / 4);
  return (
    <span className="mark">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <g className="ring">
          {seats.map((angle) => (
            <circle key={angle} cx={16 + 12 * Math.sin(angle)} cy={16 - 12 * Math.cos(angle)} r="2.6" />
          ))}
        </g>
        <circle className="ember" cx="16" cy="16" r="5" />
      </svg>
      {product}
    </span>
  );
}

export function LeaveFastButton() {
  const words = useWords().parts;
  return (
    <Button icon={ArrowSquareOutIcon} onPress={leaveFast}>
      <span className="only-wide">{words.leaveFast}</span>
      <span className="only-small">{words.leaveFastShort}</span>
    </Button>
  );
}

/** Where to call. Before the server has told the numbers of this place, no number is guessed. */
export function HelpLine({ numbers }: { numbers: HelpNumbers | undefined }) {
  const words = useWords().parts;
  return (
    <p className="keep">
      <Icon of={PhoneIcon} />
      {numbers ? (
        <span>
          {words.crisisBefore} <Call number={numbers.crisisLine} />
          {words.crisisBetween} <Call number={numbers.emergencyNumber} /> {words.crisisAfter}
        </span>
      ) : (
        <span>{words.crisisUnknown}</span>
      )}
    </p>
  );
}

export function Call({ number }: { number: string }) {
  return <a href={`tel:${number.replaceAll(/[^+\d]/g, "")}`}>{number}</a>;
}

/** One button for each other language, named in that language. */
function LanguageSwitch() {
  const { language, changeLanguage } = useLanguage();
  const others = (Object.entries(LANGUAGES) as [Language, string][]).filter(([key]) => key !== language);
  return (
    <span className="row tight">
      {others.map(([key, name]) => (
        <Button
          key={key}
          kind="link"
          lang={key}
          onPress={() => {
            changeLanguage(key);
          }}
        >
          {name}
        </Button>
      ))}
    </span>
  );
}
