// An optional part of a page, closed at first.
import type { ReactNode } from "react";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { Icon } from "./icon";
import { CaretDownIcon } from "./icons";

interface MoreProps {
  title: string;
  hint?: string;
  children: ReactNode;
}

export function More({ title, hint, children }: MoreProps) {
  return (
    <Disclosure className="more">
      <Heading level={2}>
        <Button slot="trigger">
          {title}
          <Icon of={CaretDownIcon} size="small" />
        </Button>
      </Heading>
      {hint && <p className="note">{hint}</p>}
      <DisclosurePanel>
        <div className="inside">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
