// The camera with the person sharp and everything behind them blurred past knowing. Loaded only when it is wanted.
import type { Results } from "@mediapipe/selfie_segmentation";
import type { Capture, GaveUp } from "../capture";
import { Clock } from "./clock";
import { loadSegmenter, type Segmenter } from "./segmenter";
import { Pace } from "./pace";

/** The background is drawn this many times smaller and then large again: cheap, and the same in every browser. */
const COARSER = 28;
const FRAMES_PER_SECOND = 15;

/**
 * Puts the blur between a camera and the others. Rejects when it does not start; the camera is then the caller's
 * still. Gives up when frames fail or take too long: what was asked for was not to be seen, so no picture is better
 * than a sharp background.
 */
export async function blurred(device: MediaStreamTrack): Promise<Capture> {
  const segmenter = await loadSegmenter();
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([device]);
  await video.play();
  const painter = new Painter(video);
  await segmenter.frame(video, painter.paint); // nothing is sent before there is a blurred picture
  const clock = new Clock();
  const [track] = painter.canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!track) throw new Error("a canvas without a track");
  track.contentHint = "motion";
  const run = new Run(segmenter, video, painter, clock);
  return {
    track,
    device,
    gaveUp: run.gaveUp,
    stop: () => {
      run.stop();
      clock.stop();
      track.stop();
      device.stop();
      video.srcObject = null;
    },
  };
}

/** Draws each frame: the person as they are, over a background that is coarse beyond recognition. */
class Painter {
  readonly canvas = document.createElement("canvas");
  readonly #picture: CanvasRenderingContext2D;
  readonly #coarse: CanvasRenderingContext2D;

  constructor(video: HTMLVideoElement) {
    this.canvas.width = video.videoWidth;
    this.canvas.height = video.videoHeight;
    this.#picture = context(this.canvas);
    this.#coarse = context(document.createElement("canvas"));
  }

  readonly paint = ({ image, segmentationMask }: Results): void => {
    const { canvas } = this;
    // A phone that is turned gives pictures of another shape.
    if (canvas.width !== image.width || canvas.height !== image.height)
      Object.assign(canvas, { width: image.width, height: image.height });
    const { width, height } = canvas;
    this.#coarsen(image, width, height);
    const picture = this.#picture;
    picture.globalCompositeOperation = "copy";
    picture.drawImage(segmentationMask, 0, 0, width, height);
    picture.globalCompositeOperation = "source-in";
    picture.drawImage(image, 0, 0, width, height);
    picture.globalCompositeOperation = "destination-over";
    picture.drawImage(this.#coarse.canvas, 0, 0, width, height);
  };

  #coarsen(image: CanvasImageSource, width: number, height: number): void {
    const { canvas } = this.#coarse;
    canvas.width = Math.ceil(width / COARSER);
    canvas.height = Math.ceil(height / COARSER);
    this.#coarse.imageSmoothingQuality = "high";
    this.#coarse.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const found = canvas.getContext("2d");
  if (!found) throw new Error("no canvas here");
  return found;
}

/** Frame after frame until stopped. */
class Run {
  readonly gaveUp: Promise<GaveUp>;
  readonly #pace = new Pace(1000 / FRAMES_PER_SECOND);
  #stopped = false;

  constructor(segmenter: Segmenter, video: HTMLVideoElement, painter: Painter, clock: Clock) {
    this.gaveUp = new Promise((resolve) => {
      void this.#go(segmenter, video, painter, clock).catch(() => {
        resolve("no_blur");
      });
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  async #go(segmenter: Segmenter, video: HTMLVideoElement, painter: Painter, clock: Clock): Promise<void> {
    while (!this.#stopped) {
      const began = performance.now();
      await segmenter.frame(video, painter.paint);
      const rest = this.#pace.after(performance.now() - began);
      if (rest === null) throw new Error("too slow for a picture");
      await clock.wait(rest);
    }
  }
}
