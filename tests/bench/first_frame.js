// Notes when a page comes past each step on its way into a room. Runs in the page before anything of ours.
(() => {
  const entering = (window.entering = { clickedAt: 0, steps: {}, pictures: [] });
  const note = (step) => {
    if (entering.clickedAt) entering.steps[step] ??= performance.now();
  };
  // The last click before the first picture is the one that enters: filling in a name clicks too.
  addEventListener(
    "click",
    (event) => {
      if (entering.pictures.length === 0) Object.assign(entering, { clickedAt: event.timeStamp, steps: {} });
    },
    true,
  );

  const named = { OfferMedia: "offer sent", ShowPictures: "pictures asked for" };
  const told = { Welcome: "seat and snapshot", SlotsPointed: "first slot pointed" };
  const look = (names, data) => {
    if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) return;
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset);
    const head = String.fromCharCode(...bytes.subarray(0, 80));
    for (const [name, step] of Object.entries(names)) if (head.includes(name)) note(step);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("open", () => note("socket open"));
      this.addEventListener("message", ({ data }) => look(told, data));
    }
    send(data) {
      look(named, data);
      super.send(data);
    }
  };

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      this.addEventListener("iceconnectionstatechange", () => {
        if (this.iceConnectionState === "connected") note("way found (ICE)");
      });
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") note("connected (DTLS)");
      });
      this.addEventListener("track", ({ track }) => {
        if (track.kind === "video") track.addEventListener("unmute", () => note("first packet of a picture"));
      });
    }
    async setRemoteDescription(description) {
      note("answer there");
      await super.setRemoteDescription(description);
      note("answer taken");
    }
  };

  // A frame callback tells an `rtpTimestamp` for pictures that came over the network, and for no others.
  const watched = new WeakSet();
  setInterval(() => {
    for (const video of document.querySelectorAll("video")) {
      if (watched.has(video)) continue;
      watched.add(video);
      note("first place for a picture");
      video.requestVideoFrameCallback((_, frame) => {
        if (frame.rtpTimestamp !== undefined) entering.pictures.push(performance.now());
      });
    }
  }, 2);
})();
