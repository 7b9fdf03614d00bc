// Hears when the browser's leave for a device is given again, so that a note about its lack can go.
import { permission } from "./device_access";

export async function watchLeave(kind: "microphone" | "camera", onGranted: () => void): Promise<void> {
  const leave = await permission(kind);
  leave?.addEventListener("change", () => {
    if (leave.state === "granted") onGranted();
  });
}
