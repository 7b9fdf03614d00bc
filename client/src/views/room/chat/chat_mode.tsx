// Who may write to everyone: the staff's choice, changed when the server has answered.
import { Select } from "../../../parts/fields";
import type { ChatMode as Mode } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";

const MODES: readonly Mode[] = ["everyone", "staff_only", "off"];

export function ChatMode() {
  const { state } = useSession();
  const { act } = useRoom();
  const words = useWords().room.chat;
  return (
    <Select
      label={words.mode}
      options={MODES.map((mode) => [mode, words.modes[mode]] as const)}
      value={state.chat_mode}
      onChange={(mode) => { void act("SetChatMode", { mode: mode as Mode }); }}
    />
  );
}
