// A tool that opens a part of the page, or starts something for the group: framed only while it is on.
import { ToggleButton } from "react-aria-components";
import { Icon, type Glyph } from "../../../parts/icon";
import { useWords } from "../../../words/words";

interface ToggleToolProps {
  icon: Glyph;
  word: string;
  isOn: boolean;
  isWaiting?: boolean;
  count?: number;
  onPress: () => void;
}

export function ToggleTool({ icon, word, isOn, isWaiting = false, count = 0, onPress }: ToggleToolProps) {
  const { waiting } = useWords().parts;
  return (
    <ToggleButton className={isOn ? "tool on" : "tool"} isSelected={isOn} onChange={onPress}>
      <Icon of={icon} filled={isOn} />
      <span>{isWaiting ? waiting(word) : word}</span>
      {count > 0 && <span className="count">{count}</span>}
    </ToggleButton>
  );
}
