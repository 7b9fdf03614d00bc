// A tool of the bar that opens a short menu.
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Icon, type Glyph } from "../../../parts/icon";

export interface MenuAct {
  id: string;
  icon: Glyph;
  word: string;
  hint?: string;
  isOn?: boolean;
  tone?: "care" | "grave";
  /** A line stands above: what follows is of another kind. */
  apart?: boolean;
  onAct: () => void;
}

interface MenuToolProps {
  icon: Glyph;
  word: string;
  label: string;
  acts: readonly MenuAct[];
  isOn?: boolean;
  count?: number;
}

export function MenuTool({ icon, word, label, acts, isOn = false, count }: MenuToolProps) {
  return (
    <MenuTrigger>
      <AriaButton className={isOn ? "tool on" : "tool"}>
        <Icon of={icon} filled={isOn} />
        <span>{word}</span>
        {count ? <span className="count">{count}</span> : null}
      </AriaButton>
      <Popover className="popover" placement="top">
        <ActMenu label={label} acts={acts} />
      </Popover>
    </MenuTrigger>
  );
}

/** A menu of acts with icon, word and hint. */
export function ActMenu({ label, acts }: { label: string; acts: readonly MenuAct[] }) {
  return (
    <Menu className="menu" aria-label={label} onAction={(key) => { acts.find((act) => act.id === key)?.onAct(); }}>
      {acts.map((act) => (
        <MenuItem key={act.id} id={act.id} textValue={act.word} className={["menu-item", act.tone, act.apart && "apart"].filter(Boolean).join(" ")}>
          <Icon of={act.icon} filled={act.isOn ?? false} />
          <span>
            {/* Name and hint are one accessible name, as they are one thing to read. */}
            <span>{act.word}</span>
            {act.hint && <span className="note block">{act.hint}</span>}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
