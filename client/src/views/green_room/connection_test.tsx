// What of the way to the room is blocked on this network, and what to do about it. Shown when asked for.
import { useEffect, useState } from "react";
import { judge, tryWay, waysTo, type Findings, type Reach, type Way } from "../../media/reach";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { ArrowsClockwiseIcon, CheckIcon, WifiHighIcon, WifiSlashIcon, XIcon } from "../../parts/icons";
import { Sign, Slip } from "../../parts/slip";
import { useWords } from "../../words/words";

interface ConnectionTestProps {
  reach: Reach;
  isOpen: boolean;
  onClose: () => void;
}

export function ConnectionTest({ reach, isOpen, onClose }: ConnectionTestProps) {
  const words = useWords().greenRoom.connectionTest;
  return (
    <Dialog title={words.title} isOpen={isOpen} onClose={onClose}>
      <Trying reach={reach} />
    </Dialog>
  );
}

function Trying({ reach }: { reach: Reach }) {
  const words = useWords().greenRoom.connectionTest;
  const [round, setRound] = useState(0);
  const { ways, findings } = useFindings(reach, round);
  const isDone = ways.every((way) => findings[way] !== undefined);
  return (
    <div className="stack connection-test">
      <ul className="ways" aria-label={words.ways}>
        {ways.map((way) => (
          <WayLine key={way} way={way} isOpen={findings[way]} />
        ))}
      </ul>
      <div role="status">{isDone && <Meaning findings={findings} />}</div>
      <Button
        icon={ArrowsClockwiseIcon}
        isDisabled={!isDone}
        onPress={() => {
          setRound(round + 1);
        }}
      >
        {words.again}
      </Button>
    </div>
  );
}

/** All ways at the same time; each says when it knows. */
function useFindings(reach: Reach, round: number): { ways: readonly Way[]; findings: Findings } {
  const [found, setFound] = useState<{ round: number; findings: Findings }>({ round, findings: {} });
  const ways = waysTo(reach);
  useEffect(() => {
    const stopping = new AbortController();
    for (const way of waysTo(reach))
      void tryWay(way, reach, stopping.signal).then((isOpen) => {
        if (stopping.signal.aborted) return;
        setFound((before) => ({
          round,
          findings: { ...(before.round === round ? before.findings : {}), [way]: isOpen },
        }));
      });
    return () => {
      stopping.abort();
    };
  }, [reach, round]);
  return { ways, findings: found.round === round ? found.findings : {} };
}

function WayLine({ way, isOpen }: { way: Way; isOpen: boolean | undefined }) {
  const words = useWords().greenRoom.connectionTest;
  return (
    <li>
      <div>
        <p className="sub">{words.names[way]}</p>
        <p className="note">{words.notes[way]}</p>
      </div>
      {isOpen === undefined && <Sign icon={WifiHighIcon}>{words.trying}</Sign>}
      {isOpen === true && <Sign icon={CheckIcon} tone="ready">{words.open}</Sign>}
      {isOpen === false && <Sign icon={XIcon} tone="ask">{words.blocked}</Sign>}
    </li>
  );
}

function Meaning({ findings }: { findings: Findings }) {
  const words = useWords().greenRoom.connectionTest;
  const verdict = judge(findings);
  const { title, text } = words.verdicts[verdict];
  const getsThrough = verdict === "all" || verdict === "detour";
  return (
    <Slip icon={getsThrough ? WifiHighIcon : WifiSlashIcon} tone={getsThrough ? "ready" : "ask"} title={title} role="note">
      <p>{text}</p>
      {!getsThrough && (
        <ol className="advice">
          {words.advice.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ol>
      )}
    </Slip>
  );
}
