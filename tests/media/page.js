// The smallest client of media/sdp.py's contract, for the browser test. Not the product's client.
const encodings = [
  { rid: "l", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "m", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "h", maxBitrate: 1_500_000 },
];
const VOICES = 12;
const PICTURES = 16;

function movingPicture(color) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  const drawing = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    drawing.fillStyle = color;
    drawing.fillRect(0, 0, 640, 360);
    drawing.fillStyle = "#fff";
    drawing.fillRect((count++ * 8) % 640, 300, 20, 40);
  }, 66);
  return canvas.captureStream(15).getVideoTracks()[0];
}

function tone(hertz) {
  const context = new AudioContext({ sampleRate: 48000 });
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  const destination = context.createMediaStreamDestination();
  oscillator.frequency.value = hertz;
  volume.gain.value = 0.3;
  oscillator.connect(volume).connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function shorten(transceiver) {
  const kind = transceiver.receiver.track.kind;
  const wanted = (codec) =>
    kind === "audio" ? /opus|red/.test(codec.mimeType) : /VP8|rtx/.test(codec.mimeType);
  transceiver.setCodecPreferences(RTCRtpReceiver.getCapabilities(kind).codecs.filter(wanted));
}

const sounds = [];

window.connect = async (name, color, hertz) => {
  window.camera ??= movingPicture(color);
  window.microphone ??= tone(hertz);
  const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
  const add = (kind, options) => connection.addTransceiver(kind, options);
  add(window.microphone, { direction: "sendonly" });
  add(window.camera, { direction: "sendonly", sendEncodings: encodings });
  add("video", { direction: "sendonly" });
  add("audio", { direction: "sendonly" });
  for (let i = 0; i < VOICES; i++) add("audio", { direction: "recvonly" });
  for (let i = 0; i < PICTURES; i++) add("video", { direction: "recvonly" });
  add("video", { direction: "recvonly" });
  add("audio", { direction: "recvonly" });
  connection.getTransceivers().forEach(shorten);
  const offer = await connection.createOffer();
  await connection.setLocalDescription(offer);
  const answered = fetch(`/answer/${name}`, { method: "POST", body: connection.localDescription.sdp });
  const sdp = await (await answered).text();
  const connected = new Promise((resolve) => {
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "connected") resolve();
    });
  });
  await connection.setRemoteDescription({ type: "answer", sdp });
  for (const transceiver of connection.getTransceivers()) {
    if (transceiver.direction !== "recvonly" || transceiver.receiver.track.kind !== "audio") continue;
    const element = new Audio();
    element.srcObject = new MediaStream([transceiver.receiver.track]);
    element.play();
    sounds.push(element);
  }
  await connected;
  window.connection = connection;
};

window.received = async () => {
  const lines = {};
  (await window.connection.getStats()).forEach((stats) => {
    if (stats.type === "inbound-rtp") lines[stats.mid] = stats;
  });
  return lines;
};
