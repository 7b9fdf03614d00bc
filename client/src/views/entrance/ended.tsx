// The page after the room: turned away, removed, left, or the group has ended. Kind words first, then what comes next.
import type { Ending } from "../../visit";
import { Button } from "../../parts/button";
import { CalmPage, type HelpNumbers } from "../../parts/calm";
import { ChatCircleTextIcon } from "../../parts/icons";
import { Slip } from "../../parts/slip";
import { useWords, type Words } from "../../words/words";

interface EndedProps {
  ending: Ending;
  numbers: HelpNumbers | null;
  onAgain: () => void;
}

export function Ended({ ending, numbers, onAgain }: EndedProps) {
  const { entrance, parts } = useWords();
  const { hero, lead } = sentences(ending, entrance);
  const words = "words" in ending ? ending.words : "";
  // What staff wrote to somebody who was asked to step out says it already, and in their own words.
  const isSaid = ending.kind === "removed" && words !== "";
  return (
    <CalmPage title={parts.product} numbers={numbers ?? undefined}>
      <div className="column">
        <h1 className="hero">{hero}</h1>
        {!isSaid && <p className="lead">{lead}</p>}
        {words !== "" && (
          <Slip icon={ChatCircleTextIcon} role="note">
            <p className="note">{entrance.wordsFrom}</p>
            <p className="written">{words}</p>
          </Slip>
        )}
        <WayBack ending={ending} onAgain={onAgain} />
        <p className="note">{ending.kind === "removed" ? entrance.removed.notTold : entrance.closeWindow}</p>
      </div>
    </CalmPage>
  );
}

function WayBack({ ending, onAgain }: { ending: Ending; onAgain: () => void }) {
  const words = useWords().entrance;
  switch (ending.kind) {
    case "turned_away":
    case "banned":
    case "session_ended":
      return null;
    case "left":
      return (
        <div className="row">
          <Button big onPress={onAgain}>
            {words.tryLobby}
          </Button>
        </div>
      );
    case "removed":
      return (
        <div className="row">
          <Button kind="go" big onPress={onAgain}>
            {words.tryLobby}
          </Button>
        </div>
      );
    case "left_for_now":
      return (
        <div className="row">
          <Button kind="go" big onPress={onAgain}>
            {words.comeBack}
          </Button>
        </div>
      );
  }
}

function sentences(ending: Ending, words: Words["entrance"]): { hero: string; lead: string } {
  switch (ending.kind) {
    case "turned_away":
      return words.turnedAway;
    case "removed":
      return words.removed;
    case "banned":
      return words.banned;
    case "left":
      return words.left;
    case "left_for_now":
      return words.leftForNow;
    case "session_ended":
      return ending.why === "held_too_long" ? words.heldTooLong : words.ended;
  }
}
