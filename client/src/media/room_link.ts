// The seam between the session and everything in media that needs the room.
import type { SessionHandle } from "../session_context";

/** What media needs of the session; `state` and `me` are read anew each time. */
export interface RoomLink {
  handle: () => SessionHandle | null;
  listen: SessionHandle["listen"];
  /** Calls back after each change of what `handle` tells. */
  subscribe: (watcher: () => void) => () => void;
  /** Another one than before: the session has moved to a process that knows of no tracks. */
  epoch: () => number;
  /** Asked for each peer: a relay's credentials do not last. */
  ice: () => RTCConfiguration;
}
