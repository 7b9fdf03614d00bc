// Small things that tell: the sign, the slip, the initial, the steps.
import type { ReactNode } from "react";
import { useWords } from "../words/words";
import { Icon, type Glyph } from "./icon";
import { CheckIcon } from "./icons";

interface SignProps {
  icon: Glyph;
  tone?: "ready" | "ask" | "stop" | "care" | "turn" | "on";
  filled?: boolean;
  children: ReactNode;
}

/** A shape and a word, then a colour. */
export function Sign({ icon, tone, filled = false, children }: SignProps) {
  return (
    <span className={tone ? `sign ${tone}` : "sign"}>
      <Icon of={icon} filled={filled} />
      {children}
    </span>
  );
}

interface SlipProps {
  icon: Glyph;
  tone?: "care" | "ask" | "turn" | "ready" | "fault";
  title?: string;
  children?: ReactNode;
  /** Buttons, in a row of their own. */
  actions?: ReactNode;
  /** "alert" speaks at once: only for held, faults and being removed. */
  role?: "status" | "alert" | "note";
}

/** A quiet note that stays until answered. */
export function Slip({ icon, tone, title, children, actions, role = "status" }: SlipProps) {
  return (
    <div className={tone ? `slip ${tone}` : "slip"} role={role}>
      <Icon of={icon} />
      <div>
        {title && <p className="sub">{title}</p>}
        {children}
      </div>
      {actions && <div className="row tight">{actions}</div>}
    </div>
  );
}

/** A person outside of live video: a letter in a circle. Always beside the name, so not read out. */
export function Initial({ name, small = false }: { name: string; small?: boolean }) {
  const letter = Array.from(name.trim())[0]?.toLocaleUpperCase() ?? "·";
  return (
    <span className={small ? "initial small" : "initial"} aria-hidden="true">
      {letter}
    </span>
  );
}

export interface Step {
  what: ReactNode;
  note?: ReactNode;
  state: "past" | "now" | "later";
  /** Stands in the disc of the present step. */
  icon?: Glyph;
}

/** What has been done, what is so now, what comes next. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  const { stepDone } = useWords().parts;
  return (
    <ol className="steps" aria-label={label}>
      {steps.map(({ what, note, state, icon }, index) => (
        <li key={index} className={state} aria-current={state === "now" ? "step" : undefined}>
          <span className="disc" aria-hidden="true">
            {state === "past" ? (
              <Icon of={CheckIcon} size="small" />
            ) : icon && state === "now" ? (
              <Icon of={icon} size="small" filled />
            ) : (
              index + 1
            )}
          </span>
          <div className="what">
            {what}
            {state === "past" && <span className="visually-hidden">, {stepDone}</span>}
            {note && <p className="note">{note}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
