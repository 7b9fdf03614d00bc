// Which devices there are, and which the person chose; the choice is remembered on this device.
import { hasDevices } from "./device_access";
import type { Device, DeviceKind } from "./media_context";

const KIND: Record<MediaDeviceKind, DeviceKind> = {
  audioinput: "microphone",
  videoinput: "camera",
  audiooutput: "speaker",
};

export type Devices = Record<DeviceKind, readonly Device[]>;
const NONE: Devices = { microphone: [], camera: [], speaker: [] };

/** Sorted by kind. Before access was granted a browser lists devices without ids: those are left out. */
export function sortDevices(infos: readonly Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]): Devices {
  const devices: Record<DeviceKind, Device[]> = { microphone: [], camera: [], speaker: [] };
  for (const { kind, deviceId, label } of infos)
    if (deviceId) devices[KIND[kind]].push({ id: deviceId, label });
  return devices;
}

type Output = Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId">;

/** Whether the speaker in use was there before and is gone now. By group, for "default" stands for one and then another. */
export function isSpeakerGone(
  before: readonly Output[],
  now: readonly Output[],
  chosen: string | null,
): boolean {
  const outputs = now.filter(({ kind }) => kind === "audiooutput");
  if (outputs.some(({ deviceId }) => deviceId === "")) return false; // the browser tells no more than that there are some
  const used = before.find(
    ({ kind, deviceId }) => kind === "audiooutput" && deviceId === (chosen ?? "default"),
  );
  return used !== undefined && !outputs.some(({ groupId }) => groupId === used.groupId);
}

export interface DeviceWatcher {
  onChange: () => void;
  onSpeakerGone: () => void;
}

export class DeviceList {
  #infos: readonly MediaDeviceInfo[] = [];
  #devices: Devices = NONE;
  readonly #chosen: Record<DeviceKind, string | null>;
  readonly #watcher: DeviceWatcher;

  constructor(watcher: DeviceWatcher) {
    this.#watcher = watcher;
    this.#chosen = {
      microphone: remembered("microphone"),
      camera: remembered("camera"),
      speaker: remembered("speaker"),
    };
  }

  get devices(): Devices {
    return this.#devices;
  }

  get chosen(): Readonly<Record<DeviceKind, string | null>> {
    return { ...this.#chosen };
  }

  watch(): void {
    if (!hasDevices()) return;
    navigator.mediaDevices.addEventListener("devicechange", () => void this.refresh());
    void this.refresh();
  }

  async refresh(): Promise<void> {
    if (!hasDevices()) return;
    const infos = await navigator.mediaDevices.enumerateDevices();
    const gone = isSpeakerGone(this.#infos, infos, this.#chosen.speaker);
    this.#infos = infos;
    this.#devices = sortDevices(infos);
    if (gone) this.#watcher.onSpeakerGone();
    this.#watcher.onChange();
  }

  /** The chosen one if it is there, else the system's own choice. */
  get speaker(): string {
    const { speaker } = this.#chosen;
    return this.#devices.speaker.some(({ id }) => id === speaker) ? (speaker ?? "") : "";
  }

  choose(kind: DeviceKind, id: string): void {
    this.#chosen[kind] = id;
    remember(kind, id);
    this.#watcher.onChange();
  }
}

function remembered(kind: DeviceKind): string | null {
  try {
    return localStorage.getItem(`hearth.device.${kind}`);
  } catch {
    return null;
  }
}

function remember(kind: DeviceKind, id: string): void {
  try {
    localStorage.setItem(`hearth.device.${kind}`, id);
  } catch {
    // Storage refused: the choice lasts as long as this page.
  }
}
