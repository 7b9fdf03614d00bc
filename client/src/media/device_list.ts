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

export class DeviceList {
  #devices: Devices = NONE;
  readonly #chosen: Record<DeviceKind, string | null>;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
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
    this.#devices = sortDevices(await navigator.mediaDevices.enumerateDevices());
    this.#onChange();
  }

  choose(kind: DeviceKind, id: string): void {
    this.#chosen[kind] = id;
    remember(kind, id);
    this.#onChange();
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
