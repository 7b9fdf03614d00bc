// To whom one reads and writes: two buttons for a member, a list for staff.
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Select } from "../../../parts/fields";
import type { SessionState } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords, type Words } from "../../../words/words";
import { useRoom, type Recipient } from "../room_context";
import { nameOf } from "../seat_facts";
import { keyOf } from "./channels";

interface RecipientChoiceProps {
  choices: readonly Recipient[];
  shown: Recipient;
}

export function RecipientChoice({ choices, shown }: RecipientChoiceProps) {
  const { state } = useSession();
  const { staff, writeTo } = useRoom();
  const words = useWords().room.chat;
  const choose = (key: string) => {
    const choice = choices.find((each) => keyOf(each) === key);
    if (choice) writeTo(choice);
  };
  if (staff) {
    const options = choices.map((choice) => [keyOf(choice), recipientName(choice, state, words)] as const);
    return <Select label={words.channelLabel} options={options} value={keyOf(shown)} onChange={choose} />;
  }
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={words.channelLabel}
      disallowEmptySelection
      selectedKeys={[keyOf(shown)]}
      onSelectionChange={(keys) => { choose(String([...keys][0])); }}
    >
      {choices.map((choice) => (
        <ToggleButton key={keyOf(choice)} id={keyOf(choice)} className="segment">
          {choice.channel === "staff_line" ? words.toStaff : words.channels[choice.channel]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export function recipientName({ channel, thread }: Recipient, state: SessionState, words: Words["room"]["chat"]): string {
  if (channel === "staff_line" && thread !== null) return words.toPerson(nameOf(state, thread));
  return words.channels[channel];
}
