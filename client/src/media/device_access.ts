// Opening microphone, camera and screen, and naming what stood in the way.
import type { MicrophoneSound } from "./comfort";
import type { DeviceFault } from "./media_context";

/** A device that did not open; `fault` chooses the words. */
export class DeviceError extends Error {
  readonly fault: DeviceFault;

  constructor(fault: DeviceFault) {
    super(fault);
    this.name = "DeviceError";
    this.fault = fault;
  }
}

/** What a browser's error means. Names as in Media Capture and Streams, §10.2; messages as Chromium and Firefox write them. */
export function readFault(error: unknown): DeviceFault {
  if (!(error instanceof Error)) return "unknown";
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return /system/i.test(error.message) ? "refused_by_system" : "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "TypeError":
    case "NotSupportedError":
      return "unsupported";
    default:
      return "unknown";
  }
}

/** What the browser does to a voice, by how it should sound. The strong suppression stands in for the browser's own. */
const SOUND: Record<MicrophoneSound, MediaTrackConstraints> = {
  voice: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  quiet: { echoCancellation: true, noiseSuppression: false, autoGainControl: true, channelCount: 1 },
  original: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 },
};

/** Below 540 lines of height some browsers send fewer layers, so 720 are asked for where nothing else limits. */
const PICTURE: Record<CameraSize, MediaTrackConstraints> = {
  full: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } },
  medium: { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 20, max: 24 } },
  small: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 15 } },
};
export type CameraSize = "full" | "medium" | "small";

/** How the devices are to be opened. */
export interface Manner {
  sound: MicrophoneSound;
  size: CameraSize;
}

/** Opens the chosen microphone, or any when it is gone. Throws `DeviceError`. */
export async function openMicrophone(
  deviceId: string | null,
  { sound }: Pick<Manner, "sound">,
): Promise<MediaStreamTrack> {
  const stream = await open(deviceId, (device) => ({ audio: { ...SOUND[sound], ...device } }));
  const track = first(stream.getAudioTracks());
  // Tells the encoder, too: what is not speech is coded as music.
  if (sound === "original") track.contentHint = "music";
  return track;
}

/** Throws `DeviceError`. */
export async function openCamera(
  deviceId: string | null,
  { size }: Pick<Manner, "size">,
): Promise<MediaStreamTrack> {
  const stream = await open(deviceId, (device) => ({ video: { ...PICTURE[size], ...device } }));
  return first(stream.getVideoTracks());
}

/** Why an open device ended: it is gone, or it is still there and the browser withdrew its leave. */
export async function whyEnded(device: MediaStreamTrack): Promise<"unplugged" | "refused"> {
  const { groupId } = device.getSettings();
  const kind = device.kind === "audio" ? "audioinput" : "videoinput";
  const devices = await navigator.mediaDevices.enumerateDevices();
  return readEnd(
    devices.filter((each) => each.kind === kind),
    groupId,
  );
}

/** Pure. By group, for the id of a system's default device outlives the device; without leave, ids are empty. */
export function readEnd(
  present: readonly Pick<MediaDeviceInfo, "deviceId" | "groupId">[],
  groupId: string | undefined,
): "unplugged" | "refused" {
  if (present.some(({ deviceId }) => deviceId === "")) return "refused";
  return present.some((each) => each.groupId === groupId) ? "refused" : "unplugged";
}

/** The browser's leave for a device, to be watched; null where the browser does not tell. */
export async function permission(kind: "microphone" | "camera"): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: kind });
  } catch {
    return null;
  }
}

/** Both with one question of the browser; nothing when that does not work, so that each can tell its own fault. */
export async function openBoth(
  chosen: Readonly<Record<"microphone" | "camera", string | null>>,
  { sound, size }: Manner,
): Promise<readonly (readonly ["microphone" | "camera", MediaStreamTrack])[]> {
  if (!hasDevices()) return [];
  const device = (id: string | null) => (id === null ? {} : { deviceId: { ideal: id } });
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...SOUND[sound], ...device(chosen.microphone) },
      video: { ...PICTURE[size], ...device(chosen.camera) },
    });
    return [
      ["microphone", first(stream.getAudioTracks())],
      ["camera", first(stream.getVideoTracks())],
    ];
  } catch {
    return [];
  }
}

/** The picture, and its sound where the browser gives it. Throws `DeviceError`. */
export async function openScreen(): Promise<{ picture: MediaStreamTrack; sound: MediaStreamTrack | null }> {
  if (!canShareScreen()) throw new DeviceError("unsupported");
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15 } },
      audio: true,
    });
    const picture = first(stream.getVideoTracks());
    picture.contentHint = "text"; // sharp letters before smooth movement
    return { picture, sound: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    throw error instanceof DeviceError ? error : new DeviceError(readFault(error));
  }
}

export function canShareScreen(): boolean {
  return hasDevices() && "getDisplayMedia" in navigator.mediaDevices;
}

/** `mediaDevices` is not there on a page without protection (http), whatever the types say. */
export function hasDevices(): boolean {
  return "mediaDevices" in navigator;
}

async function open(
  deviceId: string | null,
  constraints: (device: MediaTrackConstraints) => MediaStreamConstraints,
): Promise<MediaStream> {
  if (!hasDevices()) throw new DeviceError("unsupported");
  const exact = deviceId === null ? null : constraints({ deviceId: { exact: deviceId } });
  try {
    if (exact) return await navigator.mediaDevices.getUserMedia(exact);
  } catch (error) {
    if (readFault(error) !== "missing") throw new DeviceError(readFault(error));
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints({}));
  } catch (error) {
    throw new DeviceError(readFault(error));
  }
}

function first(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (!track) throw new DeviceError("missing");
  return track;
}
