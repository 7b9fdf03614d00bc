// An icon beside a word: never read out, sized by the style, mirrored where its direction means something.
import type { Icon as Glyph } from "@phosphor-icons/react/dist/lib/types";

interface IconProps {
  of: Glyph;
  size?: "small" | "large" | undefined;
  /** Only for a control that is switched on, and for the traffic signs. */
  filled?: boolean;
  /** Points along the line of reading. */
  flips?: boolean;
}

export type { Glyph };

export function Icon({ of: Shape, size, filled = false, flips = false }: IconProps) {
  const names = ["icon", size, flips && "flips"].filter(Boolean).join(" ");
  return <Shape className={names} weight={filled ? "fill" : "regular"} aria-hidden="true" />;
}
