/**
 * The paint process's entry: started by `fork` under Node, by `utilityProcess.fork` under Electron. All it
 * does is in serve.ts; here are only the real painter and the real port.
 */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { openDevice } from '../runtime/devices.ts';
import { adoptModel } from './adopt.ts';
import type { Device } from '../runtime/types.ts';
import { type HandData, serveByHands, startHand } from './byHands.ts';
import type { Hand } from './hands.ts';
import { limitMemory } from './memoryLimit.ts';
import { openPainter } from './onnxPainter.ts';
import type { Painter } from './painter.ts';
import { collectAtOnce, collectNowAndThen } from '../process/memory.ts';
import { parentPort, threadPort } from '../process/port.ts';
import { endOnlyWhenTold } from '../process/signals.ts';
import { servePaint, type PaintMeans } from './serve.ts';

/** The largest network we know takes a tenth of it for the small pictures it is tried on. */
const MOST_MEMORY_FOR_ADOPTION = 3 * 1024 ** 3;

/** So many cores: each of the two painters gets one. */
const CORES_FOR_TWO = 2;
/** What they hold sessions for, together less than one by itself: each has a heap of its own, too. */
const PIXELS_OF_FIRST = 3 * 640 * 480;
const PIXELS_OF_SECOND = 640 * 480;

const means: PaintMeans = {
  openPainter: async (device) => openPainter(await openDevice(device)),
  adopt: async (bytes) => {
    // Whatever a file makes of this process, it is not the one that paints: see adoption.ts.
    limitMemory(MOST_MEMORY_FOR_ADOPTION);
    return adoptModel(bytes);
  },
};

const exit = (code: number): void => process.exit(code);
/**
 * Of a thread that is ended while it paints ONNX Runtime makes an abort of the whole process, which systems report as a crash.
 * There is nothing here to be saved.
 */
const endAtOnce = (): void => void process.kill(process.pid, 'SIGKILL');

const ofThread = threadPort();
const port = ofThread ?? parentPort();
if (!port) {
  console.error('This is the paint process of Pastiche, which starts it by itself. Run: npm start');
  process.exit(1);
}
if (ofThread) {
  collectNowAndThen();
  const { isSecond } = workerData as HandData;
  const pixels = isSecond ? PIXELS_OF_SECOND : PIXELS_OF_FIRST;
  const ofHand = {
    openPainter: (device: string) => openWithOneThread(device, pixels),
    loadsAhead: !isSecond,
  };
  servePaint(ofThread, { ...means, ...ofHand }, exit);
} else {
  endOnlyWhenTold();
  collectAtOnce();
  const thisProgram = new URL(import.meta.url);
  const hand = (isSecond: boolean): Hand => startHand(thisProgram, isSecond);
  serveByHands(
    port,
    availableParallelism() === CORES_FOR_TWO ? hand : null,
    (alone) => servePaint(alone, means, exit),
    endAtOnce,
  );
}

async function openWithOneThread(id: string, maxPixels: number): Promise<Painter> {
  const device = await openDevice(id);
  const load: Device['load'] = (model, options) => device.load(model, { ...options, threads: 1 });
  return openPainter({ ...device, load }, maxPixels);
}
