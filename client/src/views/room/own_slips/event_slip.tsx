// One note about oneself that an event brought, with its one way on.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import type { Glyph } from "../../../parts/icon";
import { CheckCircleIcon } from "../../../parts/icons";
import { Slip } from "../../../parts/slip";
import { useSession } from "../../../session_context";
import { useWords, type Words } from "../../../words/words";
import { LockSimpleIcon, MicrophoneIcon, MicrophoneSlashIcon, MonitorArrowUpIcon, NotebookIcon, PencilSimpleIcon, PushPinIcon, VideoCameraSlashIcon, XIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { useRoom } from "../room_context";
import { nameOf } from "../seat_facts";
import { ownPosition, type OwnSlip } from "./slip_list";

interface EventSlipProps {
  slip: OwnSlip;
  onDone: () => void;
}

const ICONS: Readonly<Record<OwnSlip["kind"], Glyph>> = {
  muted: MicrophoneSlashIcon,
  kept_muted: LockSimpleIcon,
  kept_dark: LockSimpleIcon,
  camera_stopped: VideoCameraSlashIcon,
  screen_stopped: MonitorArrowUpIcon,
  only_staff: LockSimpleIcon,
  may_open: MicrophoneIcon,
  at_front: PushPinIcon,
  sheet_closed: NotebookIcon,
  asks: MicrophoneIcon,
  declined: MicrophoneSlashIcon,
  back: CheckCircleIcon,
  renamed: PencilSimpleIcon,
};

export function EventSlip({ slip, onDone }: EventSlipProps) {
  const { state, me } = useSession();
  const words = useWords().room.own;
  if (slip.kind === "asks") return <AskSlip by={slip.seat} onDone={onDone} />;
  const text = slip.kind === "declined" ? words.declined(nameOf(state, slip.seat)) : sentence(slip.kind, state, me, words);
  const tone = slip.kind === "back" ? { tone: "ready" as const } : {};
  return (
    <Slip icon={ICONS[slip.kind]} {...tone}>
      <div className="slip-line">
        <p>{text}</p>
        {slip.kind === "may_open" && <TurnOn onDone={onDone} />}
        {slip.kind === "sheet_closed" && <ReadSheet onDone={onDone} />}
        <Button kind="plain" icon={XIcon} aria-label={words.close} onPress={onDone} />
      </div>
    </Slip>
  );
}

type PlainKind = Exclude<OwnSlip["kind"], "asks" | "declined">;

function sentence(kind: PlainKind, state: ReturnType<typeof useSession>["state"], me: string, words: Words["room"]["own"]): string {
  const position = ownPosition(state, me);
  const sentences: Record<PlainKind, string> = {
    muted: words.mutedByStaff,
    kept_muted: words.keptMuted,
    kept_dark: words.keptDark,
    camera_stopped: words.cameraStopped,
    screen_stopped: words.screenStopped,
    only_staff: words.onlyStaff,
    may_open: words.mayOpen,
    at_front: words.atFront,
    sheet_closed: words.sheetClosed,
    back: position === null ? words.back : words.backWithHand(position),
    renamed: words.renamed(nameOf(state, me)),
  };
  return sentences[kind];
}

/** Staff ask; the person decides. Nothing opens the microphone but a press. */
function AskSlip({ by, onDone }: { by: string; onDone: () => void }) {
  const { state, me } = useSession();
  const { act } = useRoom();
  const words = useWords().room.own;
  const decline = () => {
    void act("DeclineToUnmute", {});
    onDone();
  };
  return (
    <Slip
      icon={MicrophoneIcon}
      tone="ask"
      title={words.asks(nameOf(state, by))}
      actions={
        <>
          {/* On one's own turn the next step stands below already. */}
          <TurnOn onDone={onDone} go={state.turn?.seat_id !== me} />
          <Button onPress={decline}>{words.notNow}</Button>
        </>
      }
    >
      <p>{words.asksRest}</p>
    </Slip>
  );
}

function ReadSheet({ onDone }: { onDone: () => void }) {
  const { sheet } = useRoom();
  const words = useWords().room.own;
  if (!sheet.mayLie) return null;
  const read = () => {
    sheet.lay(true);
    onDone();
  };
  return <Button onPress={read}>{words.readSheet}</Button>;
}

function TurnOn({ onDone, go = false }: { onDone: () => void; go?: boolean }) {
  const { openMicrophone } = useOwnDevices();
  const { microphone } = useMedia();
  const words = useWords().room.own;
  return (
    <Button
      kind={go ? "go" : "quiet"}
      isWaiting={microphone.state === "opening"}
      onPress={() => {
        openMicrophone();
        onDone();
      }}
    >
      {words.turnOn}
    </Button>
  );
}
