// What this page cannot do without, asked once at the start.

/** The code of the page that says so, or null when all is there. */
export function missingAbility(): "insecure" | "unsupported" | null {
  if (!window.isSecureContext) return "insecure";
  const needed = [
    "RTCPeerConnection" in window,
    "WebSocket" in window,
    "ResizeObserver" in window,
    "IntersectionObserver" in window,
    "requestVideoFrameCallback" in HTMLVideoElement.prototype,
  ];
  return needed.every(Boolean) ? null : "unsupported";
}
