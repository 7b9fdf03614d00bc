// What the room's views share that the server does not know: which part is open, who is pinned, what was refused.
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import type { Channel, CommandPayloads, SeatId } from "../../protocol";
import { useSession } from "../../session_context";
import { useChoices } from "./remembered";
import { useScreen, type Screen } from "./screen_size";
import { isStaff } from "./seat_facts";
import { useSheetPlace, type SheetPlace } from "./stage/sheet_place";

export type PanelTab = "people" | "chat" | "sheet";
export type DialogName = "help" | "leave" | "end" | "settings" | "keys" | "connection";

/** A place in the list of people: the head of a section, or somebody's row. */
export type ListPlace = "door" | "room" | { seat: SeatId };

/** Where the next line of chat goes. `thread` is the member's seat on the staff line. */
export interface Recipient {
  channel: Channel;
  thread: SeatId | null;
}

export interface RoomHandle {
  screen: Screen;
  staff: boolean;
  panelOpen: boolean;
  tab: PanelTab;
  openTab: (tab: PanelTab) => void;
  closePanel: () => void;
  /** Whose card is open, seated or waiting. */
  person: SeatId | null;
  openPerson: (seat: SeatId | null) => void;
  /** Closes the card; the list of people takes the focus at this place. */
  backToList: (place: ListPlace) => void;
  /** The place that should take the focus as soon as it is shown. */
  focusPlace: ListPlace | null;
  focusTaken: () => void;
  dialog: DialogName | null;
  openDialog: (dialog: DialogName | null) => void;
  /** Where the sheet lies. */
  sheet: SheetPlace;
  /** Brought to the front on this page alone. */
  pinned: SeatId | null;
  pin: (seat: SeatId | null) => void;
  recipient: Recipient;
  writeTo: (recipient: Recipient) => void;
  /** Asks the room; what it refuses is told in a slip. True when it was done. */
  act: <Name extends keyof CommandPayloads>(name: Name, payload: CommandPayloads[Name]) => Promise<boolean>;
  /** The code of the last refusal that has not been put away. */
  refusal: string | null;
  refuse: (code: string | null) => void;
}

const RoomContext = createContext<RoomHandle | null>(null);

export function useRoom(): RoomHandle {
  const room = useContext(RoomContext);
  if (!room) throw new Error("useRoom outside of RoomProvider");
  return room;
}

const TO_EVERYONE: Recipient = { channel: "room", thread: null };

/** The panel: beside the stage and remembered on wide screens, over it and closed at first on small ones. */
function usePanel(small: boolean, staff: boolean) {
  const [choices, choose] = useChoices();
  const [openOnSmall, setOpenOnSmall] = useState(false);
  const [tab, setTab] = useState<PanelTab>(staff ? "people" : "chat");
  const setOpen = useCallback(
    (open: boolean) => {
      if (small) setOpenOnSmall(open);
      else choose({ panelOpen: open });
    },
    [small, choose],
  );
  return { open: small ? openOnSmall : choices.panelOpen, setOpen, tab, setTab };
}

function useAct() {
  const { ask } = useSession();
  const [refusal, refuse] = useState<string | null>(null);
  const act = useCallback<RoomHandle["act"]>(
    async (name, payload) => {
      const answer = await ask(name, payload);
      // What is so already needs no words: somebody else was quicker.
      if (answer.error && answer.error.code !== "nothing_to_change") refuse(answer.error.code);
      return !answer.error;
    },
    [ask],
  );
  return { act, refusal, refuse };
}

/** Whose card is open, and where the list of people takes the focus when the card has closed. */
function useCard() {
  const [person, setPerson] = useState<SeatId | null>(null);
  const [focusPlace, setFocusPlace] = useState<ListPlace | null>(null);
  const openCard = useCallback((seat: SeatId | null) => {
    setPerson(seat);
    setFocusPlace(null);
  }, []);
  const backToList = useCallback((place: ListPlace) => {
    setPerson(null);
    setFocusPlace(place);
  }, []);
  const focusTaken = useCallback(() => { setFocusPlace(null); }, []);
  return { person, openCard, backToList, focusPlace, focusTaken };
}

export function RoomProvider({ children }: { children: ReactNode }) {
  const { state, me } = useSession();
  const screen = useScreen();
  const staff = isStaff(state.seats[me]?.role);
  const { open, setOpen, tab, setTab } = usePanel(screen.small, staff);
  const { person, openCard, backToList, focusPlace, focusTaken } = useCard();
  const [dialog, openDialog] = useState<DialogName | null>(null);
  const [pinned, pin] = useState<SeatId | null>(null);
  const [recipient, setRecipient] = useState(TO_EVERYONE);
  const { act, refusal, refuse } = useAct();
  const sheet = useSheetPlace(state, staff);

  const openTab = useCallback(
    (next: PanelTab) => {
      setTab(next);
      openCard(null);
      setOpen(true);
    },
    [openCard, setTab, setOpen],
  );
  const openPerson = useCallback(
    (seat: SeatId | null) => {
      openCard(seat);
      if (seat === null) return;
      setTab("people");
      // On small screens the card is a sheet of its own.
      if (!screen.small) setOpen(true);
    },
    [screen.small, openCard, setTab, setOpen],
  );
  const writeTo = useCallback(
    (next: Recipient) => {
      setRecipient(next);
      openTab("chat");
    },
    [openTab],
  );
  const closePanel = useCallback(() => {
    openCard(null);
    setOpen(false);
  }, [openCard, setOpen]);

  const known = person !== null && (person in state.seats || person in state.waiting);
  const handle = useMemo<RoomHandle>(
    () => ({
      screen, staff, tab, openTab, closePanel, openPerson, backToList, focusPlace, focusTaken, dialog, openDialog, sheet, pin, recipient, writeTo, act, refusal, refuse,
      panelOpen: open,
      person: known ? person : null,
      pinned: pinned !== null && pinned in state.seats ? pinned : null,
    }),
    [screen, staff, tab, openTab, closePanel, openPerson, backToList, focusPlace, focusTaken, dialog, sheet, recipient, writeTo, act, refusal, refuse, open, known, person, pinned, state.seats],
  );
  return <RoomContext value={handle}>{children}</RoomContext>;
}
