// Things to press: the button, and the tool with its word below its icon.
import { useEffect, useId, useState, type ReactNode, type Ref } from "react";
import {
  Button as AriaButton,
  ToggleButton,
  type ButtonProps as AriaButtonProps,
} from "react-aria-components";
import { useWords } from "../words/words";
import { Icon, type Glyph } from "./icon";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  /** go: the one next step. support: help. grave: leaving, removing, ending. */
  kind?: "quiet" | "go" | "support" | "grave" | "plain" | "link";
  /** Filled ground, for support and grave. */
  full?: boolean;
  big?: boolean;
  wide?: boolean;
  icon?: Glyph;
  /** The icon stands after the word, as an arrow that leads on. */
  iconAfter?: Glyph;
  /** The server has not answered yet: the word stays, "…" is added after a moment. */
  isWaiting?: boolean;
  ref?: Ref<HTMLButtonElement> | undefined;
  children?: ReactNode;
}

export function Button({
  kind = "quiet",
  full,
  big,
  wide,
  icon,
  iconAfter,
  isWaiting = false,
  children,
  ...rest
}: ButtonProps) {
  const slow = useSlow(isWaiting);
  const bare = children === undefined;
  const names = ["button", kind, full && "full", big && "big", wide && "wide", bare && "only-icon"];
  return (
    <AriaButton {...rest} isPending={isWaiting} className={names.filter(Boolean).join(" ")}>
      {icon && <Icon of={icon} size={bare ? undefined : "small"} />}
      {bare ? null : (
        <span>
          {children}
          {slow && "…"}
        </span>
      )}
      {iconAfter && <Icon of={iconAfter} size="small" flips />}
    </AriaButton>
  );
}

/** True once something has been waited for so long that the person should be told. */
function useSlow(isWaiting: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      setSlow(true);
    }, 400);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  return slow;
}

export interface ToolProps {
  icon: Glyph;
  /** The state as a state ("Mic off"), or the act as an act ("Pause"). */
  word: string;
  onPress: () => void;
  /** Set for a control that is on or off; left out for an act. */
  isOn?: boolean;
  tone?: "care" | "leave";
  isDisabled?: boolean;
  isWaiting?: boolean;
  /** Why it is disabled, or more than the word says; read out as its description. */
  description?: string;
  count?: number;
}

/** A bar's control. With `isOn` it is a toggle: frame, filled icon and word change together. */
export function Tool({
  icon,
  word,
  onPress,
  isOn,
  tone,
  isDisabled = false,
  isWaiting = false,
  description,
  count,
}: ToolProps) {
  const { waiting } = useWords().parts;
  const names = ["tool", tone, isOn === true && "on", isOn === false && "off"].filter(Boolean).join(" ");
  const label = isWaiting ? waiting(word) : word;
  const inside = (
    <>
      <Icon of={icon} filled={isOn === true} />
      <span>{label}</span>
      {count ? <span className="count">{count}</span> : null}
    </>
  );
  const described = useId();
  const shared = {
    className: names,
    isDisabled,
    ...(description === undefined ? {} : { "aria-describedby": described }),
  };
  return (
    <>
      {isOn === undefined ? (
        <AriaButton {...shared} onPress={onPress}>
          {inside}
        </AriaButton>
      ) : (
        <ToggleButton {...shared} isSelected={isOn} onChange={onPress}>
          {inside}
        </ToggleButton>
      )}
      {description !== undefined && (
        <span id={described} hidden>
          {description}
        </span>
      )}
    </>
  );
}
