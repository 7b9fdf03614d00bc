// The whole page on the whole screen, and back: the bar with the microphone and Help stays in reach.
import { useSyncExternalStore } from "react";

export interface FullScreen {
  isOn: boolean;
  toggle: () => void;
}

function subscribe(watcher: () => void): () => void {
  document.addEventListener("fullscreenchange", watcher);
  return () => {
    document.removeEventListener("fullscreenchange", watcher);
  };
}

/** Null where the browser does not give it (an iPhone, a frame without leave). */
export function useFullScreen(): FullScreen | null {
  const isOn = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  if (!document.fullscreenEnabled) return null;
  const change = () => (isOn ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  // Refused where a window manager keeps it: then everything stays as it is.
  return { isOn, toggle: () => void change().catch(() => undefined) };
}
