// Choices a person makes for this device: how the room looks and sounds. Nothing about people or sessions is kept.
import { useSyncExternalStore } from "react";

export type LayoutChoice = "auto" | "circle" | "gallery";
export type SoundName = "knock" | "hand" | "help" | "turn";
export const SOUND_NAMES: readonly SoundName[] = ["knock", "hand", "help", "turn"];

export interface Choices {
  layout: LayoutChoice;
  /** Letter keys such as M and V. */
  letters: boolean;
  sounds: Record<SoundName, boolean>;
  /** 0 … 100. */
  volume: number;
  /** The side panel on wide screens. */
  panelOpen: boolean;
}

const KEY = "hearth.room";
const FIRST: Choices = {
  layout: "auto",
  letters: true,
  sounds: { knock: true, hand: true, help: true, turn: true },
  volume: 60,
  panelOpen: true,
};

let current: Choices | null = null;
const listeners = new Set<() => void>();

function read(): Choices {
  if (current) return current;
  current = FIRST;
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Choices>;
    current = { ...FIRST, ...kept, sounds: { ...FIRST.sounds, ...kept.sounds } };
  } catch {
    // A browser that keeps nothing, or something that is not ours: the first choices hold for this visit.
  }
  return current;
}

function write(change: Partial<Choices>): void {
  current = { ...read(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Not kept beyond this page; the choice still holds here.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What was chosen on this device, and how to change it. */
export function useChoices(): [Choices, (change: Partial<Choices>) => void] {
  return [useSyncExternalStore(subscribe, read), write];
}

/** For those outside of views. */
export function choicesNow(): Choices {
  return read();
}
