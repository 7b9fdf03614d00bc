// One's own microphone, camera and screen as the bar, the keys and the slips switch them.
import { useCallback } from "react";
import { useMedia, type OwnTrack } from "../../media/media_context";
import { useSession } from "../../session_context";
import { useRoom } from "./room_context";
import { isBlocked, isStaff } from "./seat_facts";

export interface OwnDevices {
  /** Why the microphone may not be opened now, or null. */
  microphoneShut: "kept_muted" | "only_staff" | null;
  cameraShut: boolean;
  toggleMicrophone: () => void;
  openMicrophone: () => void;
  toggleCamera: () => void;
  toggleScreen: () => void;
  mayShareScreen: boolean;
}

export function useOwnDevices(): OwnDevices {
  const { state, me } = useSession();
  const { microphone, camera, screen, canShareScreen, soundOnly } = useMedia();
  const { refuse } = useRoom();
  const seat = state.seats[me];
  const staff = isStaff(seat?.role);

  const open = useCallback(
    async (track: OwnTrack) => {
      const code = await track.open();
      // A fault of the device has a slip of its own.
      if (code !== null && code !== "device") refuse(code);
    },
    [refuse],
  );
  const toggle = (track: OwnTrack) => () => {
    if (track.state === "off") void open(track);
    else track.close();
  };

  const toggleCamera = toggle(camera);
  const kept = isBlocked(seat, "microphone");
  return {
    microphoneShut: kept ? "kept_muted" : state.microphones === "closed" && !staff ? "only_staff" : null,
    cameraShut: isBlocked(seat, "camera"),
    toggleMicrophone: toggle(microphone),
    openMicrophone: () => { if (microphone.state === "off") void open(microphone); },
    // With sound only no picture goes out, and a press tells why.
    toggleCamera: () => { if (soundOnly && camera.state === "off") refuse("sound_only"); else toggleCamera(); },
    toggleScreen: toggle(screen),
    mayShareScreen:
      canShareScreen && !isBlocked(seat, "screen") && seat?.role !== "observer" &&
      (staff || state.settings.members_may_share_screen),
  };
}
