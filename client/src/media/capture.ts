// What was opened for one of this person's own sources: the device behind it, and what is sent of it.

/** Why a running effect ended by itself; see `DeviceFault`. */
export type GaveUp = "no_blur";

export interface Capture {
  /** Carried to the others; not the device's own while an effect stands between. */
  track: MediaStreamTrack;
  /** The device's own: it ends when unplugged or no longer allowed, and is muted when the system silences it. */
  device: MediaStreamTrack;
  /** Gives the device back, and ends what stands between. */
  stop: () => void;
  /** Resolves when an effect that must not be left out gave up; else never. */
  gaveUp: Promise<GaveUp>;
}

/** The device as it is. */
export function plain(device: MediaStreamTrack): Capture {
  return {
    track: device,
    device,
    stop: () => {
      device.stop();
    },
    gaveUp: new Promise(() => undefined),
  };
}
