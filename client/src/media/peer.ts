// One peer connection with fixed slots: one offer and one answer for its whole life (see media/sdp.py for the contract).
import { forReading, layersFor, RIDS, SCREEN_LAYERS, withLayers } from "./encodings";
import type { FrameProtection } from "./encryption/frame_protection";
import { PictureHold, pictureTotals } from "./picture_hold";
import { askForVoiceRepair, cutCodecs } from "./sdp";
import type { Source } from "../protocol";

const VOICE_SLOTS = 12;
const PICTURE_SLOTS = 16;

/** Own tracks to carry, by source. */
export type OwnTracks = ReadonlyMap<Source, MediaStreamTrack>;

export interface PeerListener {
  /** ICE has found a way: from now on the server's pointings speak of this peer. */
  onReachable: () => void;
  onConnected: () => void;
  /** The way is lost for this peer. */
  onFailed: () => void;
}

/** The kinds of the sending lines, in the order of the contract. */
const SENDING: readonly (readonly [Source, "audio" | "video"])[] = [
  ["microphone", "audio"],
  ["camera", "video"],
  ["screen", "video"],
  ["screen_sound", "audio"],
];

export class Peer {
  readonly #connection: RTCPeerConnection;
  readonly #protection: FrameProtection | null;
  readonly #senders = new Map<Source, RTCRtpSender>();
  readonly #receiving: RTCRtpTransceiver[] = [];
  readonly #streams = new Map<string, MediaStream>();
  #layers: readonly string[] = RIDS;
  #screenLayers: readonly string[] = ["h"];
  readonly #hold = new PictureHold();
  #changing: Promise<void> = Promise.resolve();
  #closed = false;
  #offer: string | null = null;
  /** The offer is being taken up, or has been. */
  #begun: Promise<void> | null = null;

  /** `protection`: of an end-to-end encrypted room, for every line. */
  constructor(ice: RTCConfiguration, protection: FrameProtection | null) {
    this.#protection = protection;
    this.#connection = new RTCPeerConnection(this.#configure(ice));
    this.#addLines();
  }

  /** To be told of what happens to the connection. */
  listen(listener: PeerListener): void {
    let reachable = false;
    this.#connection.addEventListener("iceconnectionstatechange", () => {
      const state = this.#connection.iceConnectionState;
      if (reachable || (state !== "connected" && state !== "completed")) return;
      reachable = true;
      listener.onReachable();
    });
    this.#connection.addEventListener("connectionstatechange", () => {
      if (this.#closed) return;
      if (this.#connection.connectionState === "connected") listener.onConnected();
      if (this.#connection.connectionState === "failed") listener.onFailed();
    });
  }

  get connected(): boolean {
    return this.#connection.connectionState === "connected";
  }

  /** The offer's text, once it is made. */
  get offer(): string | null {
    return this.#offer;
  }

  /** Makes the offer, which fits whatever tracks and ways there will be. */
  async makeOffer(): Promise<string> {
    const { sdp = "" } = await this.#connection.createOffer();
    return (this.#offer = askForVoiceRepair(sdp));
  }

  /** Does beforehand what can be done: the offer, and if no relay will be used also taking it up. */
  async prepare(direct: boolean): Promise<void> {
    const offer = await this.makeOffer();
    if (direct) await this.#begin(offer);
  }

  /** Takes up the offer. Candidates are not waited for: the server finds the client by its checks. */
  async begin(offer: string, ice: RTCConfiguration, tracks: OwnTracks): Promise<void> {
    if (ice.iceServers?.length) this.#connection.setConfiguration(this.#configure(ice));
    await Promise.all(Array.from(tracks, ([source, track]) => this.carry(source, track)));
    await this.#begin(offer);
  }

  #begin(offer: string): Promise<void> {
    return (this.#begun ??= this.#connection.setLocalDescription({ type: "offer", sdp: offer }));
  }

  async accept(answer: string): Promise<void> {
    if (this.#closed) return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
    for (const { mid, receiver } of this.#receiving)
      if (mid !== null) this.#streams.set(mid, new MediaStream([receiver.track]));
    if (this.#senders.get("screen")?.track) await this.#keepReadable();
    const camera = this.#senders.get("camera")?.track;
    if (camera) await this.#setLayers(camera); // may have been refused before
  }

  /** What a receiving line brings, the same object for the life of this peer. */
  stream(mid: string): MediaStream | null {
    return this.#streams.get(mid) ?? null;
  }

  /** All sound lines, for the elements that play them. */
  voices(): readonly MediaStream[] {
    return Array.from(this.#streams.values()).filter((stream) => stream.getAudioTracks().length > 0);
  }

  /** Puts a track on its line or takes it off; no negotiation follows. */
  async carry(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (this.#closed) return;
    await this.#senders.get(source)?.replaceTrack(track);
    if (source === "camera" && track) await this.#setLayers(track);
    if (source === "screen" && track) await this.#keepReadable();
  }

  /** The layers that somebody watches. A camera's lowest always goes out, so that a new watcher sees something at once. */
  async send(source: Source, layers: readonly string[]): Promise<void> {
    if (source === "screen") this.#screenLayers = layers;
    else this.#layers = layers.includes("l") ? layers : ["l", ...layers];
    const track = this.#senders.get(source)?.track;
    if (!track || this.#closed) return;
    await (source === "screen" ? this.#keepReadable() : this.#setLayers(track));
  }

  /** To be asked for from time to time: pictures are held back as the figures tell. */
  async stats(): Promise<RTCStatsReport> {
    const report = await this.#connection.getStats();
    const milliseconds = this.#hold.read(pictureTotals(report), performance.now());
    for (const { receiver } of this.#receiving)
      if (receiver.track.kind === "video") receiver.jitterBufferTarget = milliseconds;
    return report;
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  #configure(ice: RTCConfiguration): RTCConfiguration {
    return { ...ice, bundlePolicy: "max-bundle", ...this.#protection?.configuration };
  }

  #addLines(): void {
    for (const [source, kind] of SENDING) this.#senders.set(source, this.#addSending(source, kind));
    for (let slot = 0; slot < VOICE_SLOTS; slot++) this.#addReceiving("audio");
    for (let slot = 0; slot < PICTURE_SLOTS; slot++) this.#addReceiving("video");
    this.#addReceiving("video"); // the screen
    this.#addReceiving("audio"); // its sound
  }

  #addSending(source: Source, kind: "audio" | "video"): RTCRtpSender {
    const sendEncodings = encodingsOf(source);
    const line = this.#connection.addTransceiver(kind, {
      direction: "sendonly",
      ...(sendEncodings && { sendEncodings }),
    });
    this.#preferCodecs(line, kind, RTCRtpSender.getCapabilities(kind));
    this.#protection?.protectSender(line.sender, kind);
    return line.sender;
  }

  #addReceiving(kind: "audio" | "video"): void {
    const line = this.#connection.addTransceiver(kind, { direction: "recvonly" });
    this.#preferCodecs(line, kind, RTCRtpReceiver.getCapabilities(kind));
    this.#protection?.protectReceiver(line.receiver, kind);
    this.#receiving.push(line);
  }

  #preferCodecs(line: RTCRtpTransceiver, kind: "audio" | "video", known: RTCRtpCapabilities | null): void {
    const worthOffering = cutCodecs(known?.codecs ?? [], kind);
    const codecs = this.#protection?.protectable(worthOffering) ?? worthOffering;
    if (codecs.length > 0) line.setCodecPreferences(codecs);
  }

  #keepReadable(): Promise<void> {
    return this.#change("screen", (parameters) => forReading(parameters, this.#screenLayers));
  }

  #setLayers(track: MediaStreamTrack): Promise<void> {
    return this.#change("camera", (parameters) => {
      const layers = layersFor(track.getSettings().height ?? null, this.#layers);
      return { ...parameters, encodings: withLayers(parameters.encodings, layers) };
    });
  }

  /** One change after the other: browsers refuse one while another is under way. */
  #change(source: Source, bend: (parameters: RTCRtpSendParameters) => RTCRtpSendParameters): Promise<void> {
    const apply = async () => {
      const sender = this.#senders.get(source);
      await sender?.setParameters(bend(sender.getParameters()));
    };
    // Refused before the answer: the layers stay as they are. `accept` comes by again for the screen.
    return (this.#changing = this.#changing.then(apply).catch(() => undefined));
  }
}

function encodingsOf(source: Source): RTCRtpEncodingParameters[] | undefined {
  if (source === "screen") return SCREEN_LAYERS.map((layer) => ({ ...layer }));
  return source === "camera" ? layersFor(null, RIDS).map(asEncoding) : undefined;
}

function asEncoding({
  rid,
  scale,
  maxBitrate,
}: ReturnType<typeof layersFor>[number]): RTCRtpEncodingParameters {
  return { rid, scaleResolutionDownBy: scale, maxBitrate };
}
