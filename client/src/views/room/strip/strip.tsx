// The strip at the top: which group this is and until when; for staff the door. On a phone one button.
import { Button } from "../../../parts/button";
import { Sign } from "../../../parts/slip";
import { useSession } from "../../../session_context";
import { useFormat, useWords } from "../../../words/words";
import { ChatCircleIcon, PauseCircleIcon, WifiSlashIcon } from "../icons";
import { EncryptionSign } from "../encryption/encryption_sign";
import { useUnreadCount } from "../chat/unread";
import { useRoom } from "../room_context";
import { Door } from "./door";

export function Strip() {
  const { state, connection } = useSession();
  const words = useWords().room;
  const { screen, staff } = useRoom();
  const lost = connection.kind === "reconnecting";
  return (
    <header className="strip" aria-label={words.regions.strip} data-region="strip" tabIndex={-1}>
      <div className="group">
        <h1>{state.settings.name}</h1>
        <Ends />
      </div>
      <div className="strip-end">
        {lost && <Sign icon={WifiSlashIcon} tone="ask">{words.strip.reconnecting}</Sign>}
        {state.phase === "held" && <Sign icon={PauseCircleIcon} tone="ask">{words.strip.held}</Sign>}
        <EncryptionSign />
        {/* A phone's strip has room for one: what cannot be pressed now gives way. */}
        {staff && !(screen.small && lost) && <Door />}
        {!staff && screen.small && !lost && <ChatButton />}
      </div>
    </header>
  );
}

function Ends() {
  const { state } = useSession();
  const words = useWords().room.strip;
  const format = useFormat();
  const ends = state.settings.ends_at;
  if (ends === null) return null;
  const day = format.weekday(ends);
  return <p className="note number">{words.endsAt(day.charAt(0).toLocaleUpperCase() + day.slice(1), format.time(ends))}</p>;
}

/** The one button of a member's phone: chat and people stand behind it. */
function ChatButton() {
  const words = useWords().room.strip;
  const { panelOpen, tab, openTab, closePanel } = useRoom();
  const unread = useUnreadCount();
  const label = unread > 0 ? `${words.chat}, ${words.unread(unread)}` : words.chat;
  return (
    <span className="with-count">
      <Button
        kind="plain"
        icon={ChatCircleIcon}
        aria-label={label}
        aria-expanded={panelOpen}
        onPress={() => { if (panelOpen && tab === "chat") closePanel(); else openTab("chat"); }}
      />
      {unread > 0 && <span className="count" aria-hidden="true">{unread}</span>}
    </span>
  );
}
