// One part of the list of people: a heading with its count, at most one act beside it, and rows.
import type { ReactNode } from "react";
import { Icon, type Glyph } from "../../../parts/icon";
import { useListFocus } from "./list_focus";

interface SectionProps {
  icon: Glyph;
  heading: string;
  /** The heading takes the focus for this place of the list. */
  place?: "door" | "room";
  act?: ReactNode;
  children: ReactNode;
}

export function Section({ icon, heading, place, act, children }: SectionProps) {
  const head = useListFocus<HTMLHeadingElement>(place ?? null);
  return (
    <section className="people-section" aria-label={heading}>
      <header>
        <Icon of={icon} size="small" />
        <h2 className="grow" ref={head} tabIndex={place && -1}>{heading}</h2>
        {act}
      </header>
      {children}
    </section>
  );
}
