// One part of the list of people: a heading with its count, at most one act beside it, and rows.
import type { ReactNode } from "react";
import { Icon, type Glyph } from "../../../parts/icon";

interface SectionProps {
  icon: Glyph;
  heading: string;
  act?: ReactNode;
  children: ReactNode;
}

export function Section({ icon, heading, act, children }: SectionProps) {
  return (
    <section className="people-section" aria-label={heading}>
      <header>
        <Icon of={icon} size="small" />
        <h2 className="grow">{heading}</h2>
        {act}
      </header>
      {children}
    </section>
  );
}
