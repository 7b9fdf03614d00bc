// Leaving a page at once: to a neutral page, with the way back cleared. Shift three times does the same.

/** Where to, if the server did not say (`leave_fast_url`). */
const NEUTRAL_PAGE = "https://www.wikipedia.org/";
const WITHIN_MS = 900;

/** Replaces this page, so that "back" does not return to it. Closing sockets and devices comes with the page's end. */
export function leaveFast(): void {
  document.documentElement.hidden = true; // nothing is seen while the neutral page loads
  document.title = "";
  window.history.replaceState(null, "", "/");
  window.location.replace(neutralPage(document));
}

/** The harmless page that the practice has chosen. */
export function neutralPage(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="leave-fast"]')?.content ?? NEUTRAL_PAGE;
}

/** Tells whether this press of a key completes three of Shift alone, in quick succession. */
export class ThreeShifts {
  #times: number[] = [];

  /** `at` in milliseconds; call for each key that goes down. */
  press(key: string, at: number): boolean {
    if (key !== "Shift") {
      this.#times = [];
      return false;
    }
    this.#times = [...this.#times.filter((time) => at - time <= WITHIN_MS), at];
    return this.#times.length >= 3;
  }
}

/** Watches the keyboard of the whole page; returns how to stop. */
export function watchForThreeShifts(page: Document, act: () => void = leaveFast): () => void {
  const shifts = new ThreeShifts();
  const onKey = (event: KeyboardEvent) => {
    if (!event.repeat && shifts.press(event.key, event.timeStamp)) act();
  };
  page.addEventListener("keydown", onKey, true);
  return () => {
    page.removeEventListener("keydown", onKey, true);
  };
}
