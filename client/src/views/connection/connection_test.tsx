// What of the way to the room is blocked on this network, and what to do about it. In the green room and in the room.
import { useEffect, useState } from "react";
import { isSpare, NOTHING_TRIED, testConnection, type Progress, type Verdict, type Way } from "../../media/reach";
import { useFindReach } from "../../media/reach_context";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { ArrowsClockwiseIcon, CheckIcon, WifiHighIcon, WifiSlashIcon, XIcon } from "../../parts/icons";
import { Sign, Slip } from "../../parts/slip";
import { useWords } from "../../words/words";

interface ConnectionTestProps {
  isOpen: boolean;
  onClose: () => void;
}

export function ConnectionTest({ isOpen, onClose }: ConnectionTestProps) {
  const words = useWords().connectionTest;
  return (
    <Dialog title={words.title} isOpen={isOpen} onClose={onClose}>
      <OneTest />
    </Dialog>
  );
}

/** Mounted only while the dialog is open, so that each opening tries anew. */
function OneTest() {
  const [round, setRound] = useState(0);
  return (
    <TestShown
      progress={useProgress(round)}
      onAgain={() => {
        setRound(round + 1);
      }}
    />
  );
}

/** How far a test has come. */
export function TestShown({ progress, onAgain }: { progress: Progress; onAgain: () => void }) {
  const words = useWords().connectionTest;
  const { ways, findings, verdict } = progress;
  return (
    <div className="stack">
      <div role="status">{verdict ? <Meaning verdict={verdict} /> : <p>{words.wait}</p>}</div>
      {ways.length > 0 && (
        <ul className="ways" aria-label={words.ways}>
          {ways.map((way) => (
            <WayLine key={way} way={way} isOpen={findings[way]} isSpare={isSpare(way, findings)} />
          ))}
        </ul>
      )}
      <Button icon={ArrowsClockwiseIcon} onPress={onAgain}>
        {words.again}
      </Button>
    </div>
  );
}

/** A new round begins from nothing, and what the one before finds late is not shown. */
function useProgress(round: number): Progress {
  const findReach = useFindReach();
  const [told, setTold] = useState({ round, progress: NOTHING_TRIED });
  useEffect(() => {
    const stopping = new AbortController();
    void testConnection(findReach, stopping.signal, (progress) => {
      setTold({ round, progress });
    });
    return () => {
      stopping.abort();
    };
  }, [findReach, round]);
  return told.round === round ? told.progress : NOTHING_TRIED;
}

interface WayLineProps {
  way: Way;
  /** Not known yet while it is missing. */
  isOpen: boolean | undefined;
  isSpare: boolean;
}

function WayLine({ way, isOpen, isSpare }: WayLineProps) {
  const words = useWords().connectionTest;
  return (
    <li>
      <div>
        <p className="sub">{words.names[way]}</p>
        <p className="note">{words.notes[way]}</p>
      </div>
      {isOpen === undefined && <Sign icon={WifiHighIcon}>{words.trying}</Sign>}
      {isOpen === true && <Sign icon={CheckIcon} tone="ready">{words.open}</Sign>}
      {isOpen === false && isSpare && <Sign icon={XIcon}>{words.spare}</Sign>}
      {isOpen === false && !isSpare && <Sign icon={XIcon} tone="ask">{words.blocked}</Sign>}
    </li>
  );
}

function Meaning({ verdict }: { verdict: Verdict }) {
  const words = useWords().connectionTest;
  const { title, text, advice } = words.verdicts[verdict];
  const getsThrough = verdict === "all" || verdict === "detour";
  return (
    <Slip icon={getsThrough ? WifiHighIcon : WifiSlashIcon} tone={getsThrough ? "ready" : "ask"} title={title} role="note">
      <p>{text}</p>
      {advice.length > 0 && (
        <ol className="numbered">
          {advice.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ol>
      )}
    </Slip>
  );
}
