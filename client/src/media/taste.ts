// Small choices about seeing and hearing that this device remembers.

type Taste = "sound_only" | "self_view_hidden";

export function recall(taste: Taste): boolean {
  try {
    return localStorage.getItem(`hearth.${taste}`) === "yes";
  } catch {
    return false;
  }
}

export function remember(taste: Taste, on: boolean): void {
  try {
    localStorage.setItem(`hearth.${taste}`, on ? "yes" : "no");
  } catch {
    // Storage refused: the choice lasts as long as this page.
  }
}
