// Which simulcast layers a camera is sent in, and how a screen is. Pure.

/** Bits per second that a layer may take, by its height in pixels. */
const BITRATE_BPS: readonly (readonly [number, number])[] = [
  [200, 150_000],
  [400, 500_000],
  [800, 1_500_000],
];

export type Rid = "l" | "m" | "h";

/** Always all three rids: the offer is made once, before the camera is known. */
export const RIDS: readonly Rid[] = ["l", "m", "h"];
const SCALE: Record<Rid, number> = { l: 4, m: 2, h: 1 };

/** Chromium sends fewer layers of a small picture and drops the *last* ones; below these heights the first must be large. */
const LEAST_HEIGHT_FOR_THREE = 540;
const LEAST_HEIGHT_FOR_TWO = 270;

/** Scale and limit of each layer for a capture of that height, in the order l, m, h; `null` height: not known yet. */
export function layersFor(
  height: number | null,
  wanted: readonly string[],
): { rid: Rid; scale: number; maxBitrate: number; active: boolean }[] {
  const scales = scalesFor(height ?? 720);
  return RIDS.map((rid) => {
    const scale = scales[rid];
    return { rid, scale, maxBitrate: bitrateFor((height ?? 720) / scale), active: wanted.includes(rid) };
  });
}

function scalesFor(height: number): Record<Rid, number> {
  if (height >= LEAST_HEIGHT_FOR_THREE) return SCALE;
  if (height >= LEAST_HEIGHT_FOR_TWO) return { l: 2, m: 1, h: 1 };
  return { l: 1, m: 1, h: 1 };
}

function bitrateFor(height: number): number {
  for (const [most, bitrate] of BITRATE_BPS) if (height <= most) return bitrate;
  return 1_500_000;
}

/** Puts the layers into the sender's parameters; everything else stays as the browser has it. */
export function withLayers(
  encodings: readonly RTCRtpEncodingParameters[],
  layers: ReturnType<typeof layersFor>,
): RTCRtpEncodingParameters[] {
  return encodings.map((encoding) => {
    const layer = layers.find(({ rid }) => rid === encoding.rid);
    if (!layer) return { ...encoding };
    return {
      ...encoding,
      active: layer.active,
      scaleResolutionDownBy: layer.scale,
      maxBitrate: layer.maxBitrate,
    };
  });
}

/**
 * A shared screen goes out in up to two layers of its full size, so that both can be read: one is sharp soon and moves,
 * the other is for links that carry no more, and slow.
 */
export const SCREEN_LAYERS = [
  { rid: "l", maxBitrate: 250_000, maxFramerate: 5, scaleResolutionDownBy: 1 },
  { rid: "h", maxBitrate: 2_500_000, maxFramerate: 15, scaleResolutionDownBy: 1 },
] as const;

/** Whatever bandwidth there is, the picture keeps its size: with little of it, it moves more slowly. */
export function forReading(parameters: RTCRtpSendParameters, wanted: readonly string[]): RTCRtpSendParameters {
  const encodings = parameters.encodings.map((encoding) => {
    const layer = SCREEN_LAYERS.find(({ rid }) => rid === encoding.rid);
    return { ...encoding, ...layer, active: layer === undefined || wanted.includes(layer.rid) };
  });
  return { ...parameters, encodings, degradationPreference: "maintain-resolution" };
}
