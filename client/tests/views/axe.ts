// Axe on a rendered view, with the rules of WCAG 2.2 A and AA.
import axe from "axe-core";

/** Axe takes its time on a busy machine. */
export const AXE_TIMEOUT_MS = 30_000;

/** Ids of the rules that are broken. Contrast and size of targets need a real browser: the end-to-end tests look at those. */
export async function brokenRules(view: Element): Promise<string[]> {
  const { violations } = await axe.run(view, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  });
  return violations.map(({ id }) => id);
}
