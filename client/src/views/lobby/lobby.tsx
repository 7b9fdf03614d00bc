// Waiting to be let in: who knows that one is here, what happens next, and a line to staff.
import { useState } from "react";
import { Picture } from "../../media/picture";
import { SELF, useMedia } from "../../media/media_context";
import { Button } from "../../parts/button";
import { CalmPage } from "../../parts/calm";
import { Dialog } from "../../parts/dialog";
import {
  ArmchairIcon,
  SignOutIcon,
  SlidersHorizontalIcon,
  VideoCameraIcon,
  VideoCameraSlashIcon,
  WifiSlashIcon,
} from "../../parts/icons";
import { Slip, Steps, type Step } from "../../parts/slip";
import { useSession } from "../../session_context";
import { useFormat, useWords } from "../../words/words";
import { CheckInFields, NOTHING_SAID } from "../green_room/check_in_fields";
import { DeviceChoice } from "../green_room/device_choice";
import { FaultSlip } from "../green_room/device_fault";
import { toggle } from "../green_room/preview";
import { LevelLine, useHeard } from "../green_room/sound_check";
import { StaffLine } from "./staff_line";
import { useMinute } from "./use_minute";

export function Lobby() {
  const words = useWords().lobby;
  const { state, me, leave } = useSession();
  const { settings } = state;
  const name = state.waiting[me]?.name ?? "";
  return (
    <CalmPage
      title={words.title}
      context={settings.name}
      numbers={{ crisisLine: settings.crisis_line, emergencyNumber: settings.emergency_number }}
      layout="lobby"
    >
      <section className="stack wide">
        <div className="stack tight" role="status">
          <h1 className="hero">{words.hero(name)}</h1>
          <WhoKnows />
        </div>
        <ConnectionSlip />
        <Steps label={words.steps.label} steps={useSteps()} />
      </section>
      <section className="stack">
        <OwnView name={name} />
        <StaffLine />
        <div className="row tight">
          <CheckInAgain />
          <Button kind="plain" icon={SignOutIcon} onPress={() => void leave()}>
            {words.stop}
          </Button>
        </div>
      </section>
    </CalmPage>
  );
}

function WhoKnows() {
  const words = useWords().lobby;
  const format = useFormat();
  const { state, me, staffNames } = useSession();
  if (state.waiting[me]?.late) return <p className="lead">{words.late}</p>;
  if (staffNames.length === 0) return <p className="lead">{words.noStaffYet}</p>;
  return <p className="lead">{words.staffKnow(format.list(staffNames), staffNames.length > 1)}</p>;
}

function ConnectionSlip() {
  const { entrance } = useWords();
  const { connection, tryNow } = useSession();
  if (connection.kind !== "reconnecting") return null;
  return (
    <Slip
      icon={WifiSlashIcon}
      tone="ask"
      title={entrance.reconnecting.hero}
      actions={<Button onPress={tryNow}>{entrance.reconnecting.now}</Button>}
    >
      <p>{entrance.reconnecting.leadLobby}</p>
    </Slip>
  );
}

function useSteps(): Step[] {
  const words = useWords().lobby.steps;
  const format = useFormat();
  const { staffNames } = useSession();
  const { camera, microphone, devices } = useMedia();
  const minute = useMinute();
  const micWorks = devices.microphone.length > 0 && microphone.fault === null;
  const camWorks = camera.state === "on";
  const tested =
    micWorks && camWorks
      ? words.devicesWork
      : micWorks
        ? words.micWorks
        : camWorks
          ? words.camWorks
          : words.noDevices;
  const [host] = staffNames;
  return [
    { state: "past", what: tested },
    { state: "now", what: words.waiting, note: words.waitingNote(format.time(minute)), icon: ArmchairIcon },
    { state: "later", what: host === undefined ? words.letInByStaff : words.letIn(host) },
    { state: "later", what: words.hello },
  ];
}

function OwnView({ name }: { name: string }) {
  const words = useWords().lobby;
  const { camera, soundOnly } = useMedia();
  const [checking, setChecking] = useState(false);
  const isOn = camera.state === "on";
  return (
    <>
      <div className="own">
        <div className="mirror">
          <Picture seat={SELF} source="camera" mirrored>
            <div className="no-picture">
              <p className="voice">{name}</p>
            </div>
          </Picture>
        </div>
        <div className="stack tight">
          <p className="sub">{words.seenAs(name)}</p>
          <div className="row tight">
            {!soundOnly && (
              <Button
                icon={isOn ? VideoCameraIcon : VideoCameraSlashIcon}
                aria-pressed={isOn}
                isWaiting={camera.state === "opening"}
                onPress={() => {
                  toggle(camera);
                }}
              >
                {isOn ? words.video : words.videoOff}
              </Button>
            )}
            <Button
              icon={SlidersHorizontalIcon}
              onPress={() => {
                setChecking(true);
              }}
            >
              {words.check}
            </Button>
          </div>
        </div>
      </div>
      {camera.fault && <FaultSlip which="camera" fault={camera.fault} onAgain={() => void camera.open()} />}
      {checking && (
        <CheckDialog
          onClose={() => {
            setChecking(false);
          }}
        />
      )}
    </>
  );
}

/** The microphone opens for this page alone and closes with the dialog. */
function CheckDialog({ onClose }: { onClose: () => void }) {
  const { lobby, greenRoom } = useWords();
  const { microphone, playTest } = useMedia();
  const heard = useHeard();
  const close = () => {
    microphone.close();
    onClose();
  };
  return (
    <Dialog title={lobby.checkTitle} isOpen onClose={close}>
      <DeviceChoice />
      {microphone.fault && (
        <FaultSlip which="microphone" fault={microphone.fault} onAgain={() => void microphone.open()} />
      )}
      <LevelLine heard={heard} />
      <div className="row tight">
        <Button
          onPress={() => {
            toggle(microphone);
          }}
        >
          {microphone.state === "on" ? greenRoom.micOn : greenRoom.micOff}
        </Button>
        <Button onPress={() => void playTest()}>{greenRoom.testSound}</Button>
      </div>
    </Dialog>
  );
}

function CheckInAgain() {
  const words = useWords().lobby;
  const { state, me, ask } = useSession();
  const told = state.waiting[me]?.check_in ?? NOTHING_SAID;
  const [draft, setDraft] = useState<typeof told | null>(null);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    const answer = draft && (await ask("GiveCheckIn", { check_in: draft }));
    if (answer?.ok) {
      setSaved(true);
      setDraft(null);
    }
  };
  return (
    <>
      <Button
        kind="plain"
        onPress={() => {
          setDraft(told);
        }}
      >
        {words.checkIn}
      </Button>
      {saved && (
        <span className="note" role="status">
          {words.saved}
        </span>
      )}
      {draft && (
        <Dialog
          title={words.checkIn}
          isOpen
          onClose={() => {
            setDraft(null);
          }}
        >
          <CheckInFields value={draft} onChange={setDraft} />
          <Button kind="go" onPress={() => void save()}>
            {words.save}
          </Button>
        </Dialog>
      )}
    </>
  );
}
