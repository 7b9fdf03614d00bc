// The live room, for staff and for members: strip, stage, panel, bar, and what opens over them.
import { useEffect } from "react";
import "../../style/room.css";
import { Modal, ModalOverlay, Dialog as AriaDialog } from "react-aria-components";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { WorksheetProvider } from "../worksheet/worksheet_context";
import { ConnectionTest } from "../connection/connection_test";
import { Bar } from "./bar/bar";
import { HelpDialog } from "./help/help_dialog";
import { KeysDialog } from "./keys/keys_dialog";
import { useKeys } from "./keys/use_keys";
import { EndDialog } from "./leave/end_dialog";
import { LeaveDialog } from "./leave/leave_dialog";
import { Reconnecting } from "./moments/reconnecting";
import { Narrator } from "./narration/narrator";
import { Panel } from "./panel/panel";
import { PauseProvider } from "./pause/pause_context";
import { PausePage } from "./pause/pause_page";
import { usePrivatePause } from "./pause/private_pause";
import { PersonCard } from "./person/person_card";
import { RoomProvider, useRoom } from "./room_context";
import { nameOf } from "./seat_facts";
import { SettingsDialog } from "./settings/settings_dialog";
import { useRoomSounds } from "./sounds/use_room_sounds";
import { Stage } from "./stage/stage";
import { Strip } from "./strip/strip";

export function Room() {
  return (
    <RoomProvider>
      <WorksheetProvider>
        <RoomOrPause />
      </WorksheetProvider>
    </RoomProvider>
  );
}

function RoomOrPause() {
  const pause = usePrivatePause();
  return (
    <PauseProvider value={pause}>
      <Keys />
      {pause.paused ? <PausePage /> : <LiveRoom />}
    </PauseProvider>
  );
}

function Keys() {
  useKeys();
  return null;
}

function LiveRoom() {
  const { connection } = useSession();
  const { panelOpen, staff, screen } = useRoom();
  const words = useWords().room;
  useRoomSounds();
  useTitle();
  const lost = connection.kind === "reconnecting";
  const covered = screen.small && panelOpen;
  return (
    <div className="room" data-panel={panelOpen || undefined} data-staff={staff || undefined} data-lost={lost || undefined}>
      <Strip />
      <Stage />
      {panelOpen && <Panel />}
      <Bar />
      {lost && (covered ? <p className="visually-hidden" role="status">{words.reconnecting.title}</p> : <Reconnecting />)}
      <Narrator />
      <PersonSheet />
      <HelpDialog />
      <LeaveDialog />
      <EndDialog />
      <SettingsDialog />
      <KeysDialog />
      <ConnectionDialog />
    </div>
  );
}

function ConnectionDialog() {
  const { dialog, openDialog } = useRoom();
  return <ConnectionTest isOpen={dialog === "connection"} onClose={() => { openDialog(null); }} />;
}

/** Neutral, for it shows in tabs and in the history. */
function useTitle(): void {
  const words = useWords().room;
  useEffect(() => { document.title = words.title; }, [words.title]);
}

/** On small screens the card rises from below and leaves the top row of seats free. */
function PersonSheet() {
  const { state } = useSession();
  const { person, openPerson, screen } = useRoom();
  const words = useWords().room.person;
  const isOpen = person !== null && screen.small;
  return (
    <ModalOverlay className="veil from-below" isOpen={isOpen} isDismissable onOpenChange={(open) => { if (!open) openPerson(null); }}>
      <Modal className="dialog person-sheet">
        <AriaDialog aria-label={words.label(nameOf(state, person ?? ""))}>
          {person !== null && <PersonCard seatId={person} />}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
