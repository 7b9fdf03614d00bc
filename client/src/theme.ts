// Daylight or evening. The device decides unless the person has fixed it (`data-theme` on the root).
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "hearth.theme";
const listeners = new Set<() => void>();

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // a browser that keeps nothing
  }
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Puts the kept theme on the page; called once at start. */
export function applyTheme(): void {
  show(kept());
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Holds for this page only.
  }
  show(theme);
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (document.documentElement.dataset["theme"] as Theme | undefined) ?? "system",
  );
}
