// Tells a person from the background: MediaPipe's selfie segmentation (the package's own files, served from here).
// One for the page, since its WebAssembly cannot be loaded twice; frames go through one after the other.
import type { Results, SelfieSegmentation } from "@mediapipe/selfie_segmentation";
import graph from "@mediapipe/selfie_segmentation/selfie_segmentation.binarypb?url";
import script from "@mediapipe/selfie_segmentation/selfie_segmentation.js?url";
import model from "@mediapipe/selfie_segmentation/selfie_segmentation.tflite?url";
import landscapeModel from "@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url";
import loader from "@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js?url";
import program from "@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.wasm?url";

/** Without SIMD it is too slow to be of use, so those files are left out; such a browser finds nothing and says so. */
const FILES: Readonly<Record<string, string>> = {
  "selfie_segmentation.binarypb": graph,
  "selfie_segmentation.tflite": model,
  "selfie_segmentation_landscape.tflite": landscapeModel,
  "selfie_segmentation_solution_simd_wasm_bin.js": loader,
  "selfie_segmentation_solution_simd_wasm_bin.wasm": program,
};
/** The model for pictures that are wider than high: the faster one of the two. */
const LANDSCAPE = 1;
/** A frame that takes longer will never come: the graphics driver was reset, or the program ended. */
const LOST_AFTER_MS = 15_000;
/** Long enough for its 6 MB over a slow connection. */
const LOAD_WITHIN_MS = 60_000;

export class Segmenter {
  readonly #program: SelfieSegmentation;
  #queue: Promise<unknown> = Promise.resolve();
  #onResults: (results: Results) => void = () => undefined;

  constructor(program: SelfieSegmentation) {
    this.#program = program;
    this.#program.onResults((results) => {
      this.#onResults(results);
    });
  }

  /** Calls `draw` with the picture and its mask, which hold until the next frame. Rejects when that fails. */
  frame(video: HTMLVideoElement, draw: (results: Results) => void): Promise<void> {
    const done = this.#queue.then(() => this.#send(video, draw));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #send(video: HTMLVideoElement, draw: (results: Results) => void): Promise<void> {
    this.#onResults = draw;
    return within(LOST_AFTER_MS, this.#program.send({ image: video }));
  }
}

/** The package swallows its own faults and then never answers. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no answer from the segmentation"));
    }, milliseconds);
  });
  try {
    await Promise.race([work, lost]);
  } finally {
    clearTimeout(timer);
  }
}

let loading: Promise<Segmenter> | null = null;

/** Loads it at the first call, about 6 MB. Rejects where it does not run; the next call then tries again. */
export function loadSegmenter(): Promise<Segmenter> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<Segmenter> {
  await addScript(script);
  const page = window as unknown as { SelfieSegmentation: typeof SelfieSegmentation };
  const program = new page.SelfieSegmentation({ locateFile: (name) => FILES[name] ?? name });
  program.setOptions({ modelSelection: LANDSCAPE });
  await within(LOAD_WITHIN_MS, program.initialize());
  return new Segmenter(program);
}

/** The package is no module: it puts its class on the window. */
function addScript(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.addEventListener("load", () => {
      resolve();
    });
    element.addEventListener("error", () => {
      reject(new Error("the segmentation did not load"));
    });
    element.src = source;
    document.head.append(element);
  });
}
