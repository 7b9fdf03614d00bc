// Small choices about seeing and hearing that this device remembers.

type Taste = "sound_only" | "self_view_hidden" | "blur" | "quiet" | "data_saver";

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

const CAMERA = "hearth.camera_on";

/** Whether the camera was on when this window was last loaded: a reload should not change how one is seen. */
export function cameraWasOn(): boolean {
  try {
    return sessionStorage.getItem(CAMERA) === "yes";
  } catch {
    return false;
  }
}

export function rememberCamera(on: boolean): void {
  try {
    sessionStorage.setItem(CAMERA, on ? "yes" : "no");
  } catch {
    // Storage refused: a reload comes back with the camera off.
  }
}
