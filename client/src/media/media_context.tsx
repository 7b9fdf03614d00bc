// The seam between media and views: own devices, who speaks, how well it comes through, and pictures by seat.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { SeatId, Source } from "../protocol";
import type { EncryptionView } from "./encryption/encryption";
import type { ComfortView } from "./comfort";

export type DeviceKind = "microphone" | "camera" | "speaker";

/** Why a device or a screen could not be opened; each has its own words in `words.devices.faults`. */
export type DeviceFault =
  | "refused" // by the person or the browser
  | "refused_by_system" // the operating system keeps it from the browser
  | "missing" // no such device
  | "busy" // another program holds it
  | "unplugged" // it was there and is gone
  | "unsupported" // this browser cannot
  | "no_blur" // the background was to be blurred, and that failed
  | "unknown";

/** What kept a device from opening at all. */
export type OpeningFault = Exclude<DeviceFault, "no_blur">;

export interface Device {
  id: string;
  /** As the system calls it; empty until access was granted. */
  label: string;
}

/** One of this person's own tracks. Opening asks the device first, then the room; closing acts here at once, then tells. */
export interface OwnTrack {
  state: "off" | "opening" | "on";
  /** Why the device did not open, until the next try. */
  fault: DeviceFault | null;
  /** It is on, and the system lets nothing through: a phone call, a switch on the device. `restore` may help. */
  silenced: boolean;
  /** The name of the device that took over from one that was unplugged; null when none did. */
  tookOver: string | null;
  /** Resolves to a refusal code of the room, "device" for a fault of the device, or null when it is on. */
  open: () => Promise<string | null>;
  close: () => void;
  /** Opens the device anew while it is on. */
  restore: () => Promise<void>;
}

export type Quality = "good" | "weak" | "lost";

/** A level from 0 to 1, read by those who draw it; not state, for it changes 20 times a second. */
export interface Level {
  get: () => number;
  subscribe: (listener: () => void) => () => void;
}

export interface MediaHandle {
  microphone: OwnTrack;
  camera: OwnTrack;
  screen: OwnTrack;
  /** True once sound and picture can flow (the peer connection stands). */
  connected: boolean;
  /** Of an end-to-end encrypted room. */
  encryption: EncryptionView | null;
  /** Who can be heard now, self included. */
  speaking: ReadonlySet<SeatId>;
  /** Seats not listed are good. */
  quality: ReadonlyMap<SeatId, Quality>;
  /** Own level of the microphone while it is on. */
  level: Level;
  devices: Readonly<Record<DeviceKind, readonly Device[]>>;
  chosen: Readonly<Record<DeviceKind, string | null>>;
  choose: (kind: DeviceKind, id: string) => Promise<void>;
  /** False where the browser cannot choose where sound comes out. */
  canChooseSpeaker: boolean;
  canShareScreen: boolean;
  /** No pictures in either way: own camera closed, nobody's pictures asked for. Remembered. */
  soundOnly: boolean;
  setSoundOnly: (on: boolean) => void;
  /** Own picture hidden from oneself; the others still see it. Remembered. */
  selfViewHidden: boolean;
  setSelfViewHidden: (hidden: boolean) => void;
  /** Opens camera and microphone with one question of the browser; what does not open has its fault. */
  openForTest: () => Promise<void>;
  /** Two soft notes through the chosen speaker; resolves when they have sounded. */
  playTest: () => Promise<void>;
  /** No sound is played before a touch: show a way to call `startSound`. Because the browser waits for one, or because
   *  the headphones are gone and somebody near might hear the group. */
  needsTap: "browser" | "headphones" | null;
  startSound: () => Promise<void>;
  /** Private pause: closes own tracks and drops all that comes in, here and at once. Then ask `StepAway`. */
  pause: () => void;
  /** After `ComeBack`: lets sound and picture in again; own tracks stay closed. */
  resume: () => void;
  /** What was chosen for one's own comfort, here and for this person alone. */
  comfort: ComfortView;
  /** What the browser counts of the media connection, for `connection_report`; null without one. */
  stats: () => Promise<RTCStatsReport | null>;
  /** The small window with the speaker; null where the browser has none. */
  speakerWindow: { isOpen: boolean; toggle: () => Promise<void> } | null;
  /** Used by `Picture` alone. */
  pictures: Pictures;
}

/** Places on the page where pictures may hang. */
export interface Pictures {
  /** Hangs the seat's picture into `frame` until the returned function is called; says whether a picture is seen. */
  hang: (frame: HTMLElement, picture: WantedPicture, onSeen: (seen: boolean) => void) => () => void;
}

/** Stands for the own seat before there is one: in the green room. */
export const SELF: SeatId = "self";

export interface WantedPicture {
  seat: SeatId;
  source: Extract<Source, "camera" | "screen">;
  /** Higher is more wanted when not all fit; 0 for a plain seat. */
  priority: number;
  /** Shown as in a mirror: own camera only. */
  mirrored: boolean;
  /** "cover" fills the frame, "contain" shows all of the picture. */
  fit: "cover" | "contain";
}

const MediaContext = createContext<MediaHandle | null>(null);
export const MediaProvider = MediaContext.Provider;

/** The media of this page. */
export function useMedia(): MediaHandle {
  const media = useContext(MediaContext);
  if (!media) throw new Error("useMedia outside of MediaProvider");
  return media;
}

/** The level of a sound now, as a number of `steps` (0 … steps), so that a view is drawn only when it shows. */
export function useLevel(level: Level, steps: number): number {
  return useSyncExternalStore(level.subscribe, () => Math.round(Math.min(1, level.get()) * steps));
}
