// The acts about a person as a menu in four parts; arrow keys move, Enter acts.
import { Header, Menu, MenuItem, MenuSection } from "react-aria-components";
import { useMedia } from "../../../media/media_context";
import { Icon, type Glyph } from "../../../parts/icon";
import type { SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords, type Words } from "../../../words/words";
import {
  ChatCircleIcon, EyeIcon, EyeSlashIcon, HandIcon, HandWavingIcon, IdentificationCardIcon, LockSimpleIcon, LockSimpleOpenIcon,
  MicrophoneIcon, MicrophoneSlashIcon, MonitorArrowUpIcon, PencilSimpleIcon, PushPinIcon, PushPinSlashIcon, UserMinusIcon, VideoCameraSlashIcon,
} from "../icons";
import { useRoom } from "../room_context";
import { nameOf } from "../seat_facts";
import { personActs, type ActGroup, type PersonAct } from "./person_acts";
import { usePersonAct, type FormAct } from "./use_person_act";

const ICONS: Readonly<Record<PersonAct, Glyph>> = {
  callOn: HandWavingIcon, endTurn: HandWavingIcon, askToUnmute: MicrophoneIcon, write: ChatCircleIcon, writeToStaff: ChatCircleIcon,
  spotlight: PushPinIcon, spotlightOff: PushPinSlashIcon, pin: PushPinIcon, unpin: PushPinSlashIcon, hideView: EyeSlashIcon, showView: EyeIcon,
  lowerHand: HandIcon, mute: MicrophoneSlashIcon, keepMuted: LockSimpleIcon, allowMicrophone: LockSimpleOpenIcon,
  stopCamera: VideoCameraSlashIcon, keepDark: LockSimpleIcon, allowCamera: LockSimpleOpenIcon,
  stopScreen: MonitorArrowUpIcon, keepScreen: LockSimpleIcon, allowScreen: LockSimpleOpenIcon,
  rename: PencilSimpleIcon, makeFacilitator: IdentificationCardIcon, makeCoHost: IdentificationCardIcon, makeMember: IdentificationCardIcon,
  makeObserver: EyeIcon, remove: UserMinusIcon,
};

const GROUPS: readonly ActGroup[] = ["kind", "limits", "seat", "grave"];

interface PersonMenuProps {
  seatId: SeatId;
  onForm: (act: FormAct) => void;
}

export function PersonMenu({ seatId, onForm }: PersonMenuProps) {
  const { state, me } = useSession();
  const { pinned } = useRoom();
  const { selfViewHidden } = useMedia();
  const words = useWords().room.person;
  const run = usePersonAct(seatId);
  const name = nameOf(state, seatId);
  const groups = personActs({ state, me, seatId, pinned, selfViewHidden });
  const headings: Record<ActGroup, string> = { kind: words.actsKind, limits: words.actsLimits, seat: words.actsSeat, grave: words.actsGrave };
  const onAction = (act: PersonAct) => {
    if (act === "rename" || act === "remove") onForm(act);
    else run(act);
  };
  return (
    // The focus goes with the card that a press has just opened.
    // eslint-disable-next-line jsx-a11y/no-autofocus
    <Menu className="menu person-menu" aria-label={words.label(name)} autoFocus="first" onAction={(key) => { onAction(key as PersonAct); }}>
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <MenuSection key={group} id={group}>
          <Header className="visually-hidden">{headings[group]}</Header>
          {groups[group].map((act) => (
            <MenuItem key={act} id={act} textValue={actWord(act, name, words)} className={group === "grave" ? "menu-item grave" : "menu-item"}>
              <Icon of={ICONS[act]} />
              <span>{actWord(act, name, words)}</span>
              {act === "askToUnmute" && <span className="note">{words.decides(name)}</span>}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}

function actWord(act: PersonAct, name: string, words: Words["room"]["person"]): string {
  if (act === "callOn") return words.callOn(name);
  if (act === "write") return words.write(name);
  return words[act];
}
