/** The live view: what runs on the stage, and its figures. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode, Video } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { wallClock, type PictureSource, type Silence } from '../camera/source.ts';
import { isAlike, type Shape } from '../camera/videoFrame.ts';
import { StageCanvas } from '../stage/canvas.ts';
import { LivePump, type PaintPlan, type Shown } from '../stage/pump.ts';
import { ViewStats, type ViewReading } from '../stage/stats.ts';

const READ_EVERY_MS = 500;

/** What the live view needs of the rest of the page. */
export interface LiveViewSurroundings {
  readonly bridge: Bridge;
  shape(): Shape;
  /** A live picture of this size was painted and back after so many milliseconds; `view` has the rates. */
  took(size: Size, ms: number, view: { now: number; fps: number; sourceFps: number; paintMs: number }): void;
  plan(): PaintPlan | null;
  /** How many live pictures the painter paints at once. */
  atOnce(): number;
  /** A picture in this style is on the stage. */
  painted(styleId: string): void;
  failed(code: ErrorCode, message: string, styleId: string): void;
  /** The source gives no picture; called twice a second while that is so. */
  starved(silence: Silence): void;
  /** The source gives no more pictures. */
  ended(source: PictureSource): void;
  /** A picture was put on the stage. */
  shown(shown: Shown): void;
}

/** Joins pump, stage and figures. */
export class LiveView {
  readonly stage = new StageCanvas();
  /** The figures as last read, about twice a second. */
  reading = $state.raw<ViewReading>(new ViewStats().read(0));
  /** The source whose pictures are on the stage. */
  source = $state.raw<PictureSource | null>(null);
  /** How the source's pictures lie in memory by themselves, where a painter could take them so. */
  video = $state.raw<Video | null>(null);
  readonly #stats = new ViewStats();
  readonly #pump: LivePump;
  readonly #around: LiveViewSurroundings;

  constructor(around: LiveViewSurroundings) {
    this.#around = around;
    this.#pump = new LivePump({
      shape: () => around.shape(),
      plan: () => around.plan(),
      atOnce: () => around.atOnce(),
      paint: (frame, pixels) => around.bridge.paint(frame, pixels),
      draw: (shown) => {
        this.#draw(shown);
        if (shown.styleId !== null) around.painted(shown.styleId);
      },
      took: (size, ms, paintMs) => {
        const now = wallClock();
        const sourceFps = this.source?.rate ?? 0;
        around.took(size, ms, { now, fps: this.#stats.fps(now), sourceFps, paintMs });
      },
      failed: (code, message, styleId) => {
        if (code === 'dropped') this.#stats.dropped();
        around.failed(code, message, styleId);
      },
      // Nobody sees a hidden page, and its timers come seconds late.
      steady: () => !document.hidden,
      starved: (silence) => around.starved(silence),
      ended: (source) => around.ended(source),
      now: wallClock,
    });
  }

  /** The figures at this moment, for diagnostics. */
  read(): ViewReading & { inFlight: number; cameraFps: number } {
    return {
      ...this.#stats.read(wallClock()),
      inFlight: this.#pump.inFlight,
      cameraFps: this.source?.rate ?? 0,
    };
  }

  /** Milliseconds between each picture on the stage and the next, since they were last asked for. */
  takeGaps(): number[] {
    return this.#stats.takeGaps();
  }

  /** Shows this source from now on; null for none. */
  show(source: PictureSource | null): void {
    this.source = source;
    if (source) void this.#pump.run(source);
    else this.#pump.stop();
  }

  /** Starts reading the figures; the returned function stops. */
  start(): () => void {
    const timer = setInterval(() => (this.reading = this.#stats.read(wallClock())), READ_EVERY_MS);
    return () => clearInterval(timer);
  }

  #draw(shown: Shown): void {
    this.stage.draw(shown);
    this.#stats.drawn(wallClock(), shown);
    this.#around.shown(shown);
    const video = this.source?.video ?? null;
    if (!isAlike(video, this.video)) this.video = video;
  }
}
