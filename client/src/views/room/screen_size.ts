// What kind of screen this is, by the design's breakpoints. In rem, so that large text gets the small-screen layout.
import { useSyncExternalStore } from "react";

const QUERIES = {
  /** The panel leaves the stage. */
  small: "(max-width: 60rem)",
  /** A phone. */
  phone: "(max-width: 30rem)",
  upright: "(orientation: portrait)",
  /** A phone on its side: the strip goes. */
  low: "(max-height: 30rem) and (min-width: 36rem)",
} as const;

export type Screen = Readonly<Record<keyof typeof QUERIES, boolean>>;

const NAMES = Object.keys(QUERIES) as (keyof typeof QUERIES)[];
let present: Screen = { small: false, phone: false, upright: false, low: false };

function read(): Screen {
  const next = Object.fromEntries(NAMES.map((name) => [name, matchMedia(QUERIES[name]).matches])) as Screen;
  // The same object while nothing changed, as useSyncExternalStore asks.
  if (NAMES.some((name) => next[name] !== present[name])) present = next;
  return present;
}

function subscribe(listener: () => void): () => void {
  const lists = NAMES.map((name) => matchMedia(QUERIES[name]));
  for (const list of lists) list.addEventListener("change", listener);
  return () => {
    for (const list of lists) list.removeEventListener("change", listener);
  };
}

export function useScreen(): Screen {
  return useSyncExternalStore(subscribe, read);
}
