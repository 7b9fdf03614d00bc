// A shared screen with the people beside it, or below it on a phone. Help signals never lie here.
import { useEffect, useState } from "react";
import { Picture } from "../../../media/picture";
import { Button } from "../../../parts/button";
import type { Glyph } from "../../../parts/icon";
import { Sign } from "../../../parts/slip";
import type { Reaction, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { CornersInIcon, CornersOutIcon, MagnifyingGlassMinusIcon, MagnifyingGlassPlusIcon, MonitorArrowUpIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { useRoom } from "../room_context";
import { nameOf, seatsInOrder } from "../seat_facts";
import { Seats } from "./gallery";
import { useFullScreen } from "./full_screen";

interface SharedScreenProps {
  sharer: SeatId;
  reactions: ReadonlyMap<SeatId, Reaction>;
}

/** Beside the people, alone, and then larger than its place: in parts of a hundred. */
const STEPS: readonly { beside: boolean; percent: number }[] = [
  { beside: true, percent: 100 },
  { beside: false, percent: 100 },
  { beside: false, percent: 150 },
  { beside: false, percent: 200 },
  { beside: false, percent: 300 },
];

export function SharedScreen({ sharer, reactions }: SharedScreenProps) {
  const { state, me } = useSession();
  const words = useWords().room.share;
  const [step, setStep] = useState(0);
  const own = sharer === me;
  const name = nameOf(state, sharer);
  const { beside, percent } = STEPS[own ? 0 : step] ?? { beside: true, percent: 100 };
  return (
    <div className="shared" data-large={!beside || undefined}>
      <figure className="slide" aria-label={words.picture(name)}>
        {own ? <div className="frame"><OwnScreen /></div> : <Slide sharer={sharer} name={name} percent={percent} />}
        {!own && (
          <figcaption className="front-caption">
            <Sign icon={MonitorArrowUpIcon} tone="on">{words.sharing(name)}</Sign>
            <SizeTools step={step} onStep={setStep} />
          </figcaption>
        )}
      </figure>
      {beside && <Seats seats={seatsInOrder(state)} className="rail" reactions={reactions} />}
    </div>
  );
}

/** The picture; larger than its frame it is moved by scrolling, also with the arrow keys. */
function Slide({ sharer, name, percent }: { sharer: SeatId; name: string; percent: number }) {
  const words = useWords().room.share;
  const picture = <Picture seat={sharer} source="screen" priority={4} fit="contain"><NotComing /></Picture>;
  if (percent === 100) return <div className="frame">{picture}</div>;
  return (
    // Scrolled by keyboard, so it takes the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="frame" data-zoomed role="group" tabIndex={0} aria-label={words.zoomed(name, percent)}>
      <div className="zoomed" data-percent={percent}>{picture}</div>
    </div>
  );
}

/** Milliseconds; a picture that has just been shared, or is on its way back, is not missed yet. */
const PATIENCE_MS = 4_000;

/** Where a connection carries no more than voices, the screen stops for its viewer alone: then words say so. */
function NotComing() {
  const words = useWords().room.share;
  const [waitedLong, setWaitedLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => { setWaitedLong(true); }, PATIENCE_MS);
    return () => { clearTimeout(timer); };
  }, []);
  return <div className="screen-words" role="status">{waitedLong && <p className="voice">{words.notComing}</p>}</div>;
}

function SizeTools({ step, onStep }: { step: number; onStep: (step: number) => void }) {
  const words = useWords().room.share;
  const full = useFullScreen();
  return (
    <div className="row tight">
      <SizeTool icon={MagnifyingGlassMinusIcon} word={words.smaller} isDisabled={step === 0} onPress={() => { onStep(step - 1); }} />
      <SizeTool icon={MagnifyingGlassPlusIcon} word={words.larger} isDisabled={step === STEPS.length - 1} onPress={() => { onStep(step + 1); }} />
      {full && <SizeTool icon={full.isOn ? CornersInIcon : CornersOutIcon} word={full.isOn ? words.windowAgain : words.fullScreen} onPress={full.toggle} />}
    </div>
  );
}

interface SizeToolProps {
  icon: Glyph;
  word: string;
  isDisabled?: boolean;
  onPress: () => void;
}

/** On a phone the faces need the line that the words would take. */
function SizeTool({ word, ...tool }: SizeToolProps) {
  const { screen } = useRoom();
  return screen.small ? <Button {...tool} aria-label={word} /> : <Button {...tool}>{word}</Button>;
}

/** One's own screen is not shown again inside itself. */
function OwnScreen() {
  const words = useWords().room.share;
  const { toggleScreen } = useOwnDevices();
  return (
    <div className="screen-words">
      <p className="voice">{words.youShare}</p>
      <Button kind="grave" onPress={toggleScreen}>{words.stop}</Button>
    </div>
  );
}
