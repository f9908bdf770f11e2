/**
 * A process that measures one device and ends. A driver may take it down with it, or hang in it: that tells
 * about the driver, and costs nobody a frame.
 */
import { basename } from 'node:path';
import process from 'node:process';
import { StyleError, UnreadableError } from '../paint/painter.ts';
import { messageOf } from '../paint/refusal.ts';
import { styleOfFile } from '../paint/shelf.ts';
import { parentPort } from '../process/port.ts';
import { endOnlyWhenTold } from '../process/signals.ts';
import { checkDevice, explainFailure, openDevice } from '../runtime/devices.ts';
import { tryDevice } from '../runtime/trial.ts';
import { loadNow, wasBusy } from './load.ts';
import { measurePainting, measureTraining, usualStyle } from './measure.ts';
import { type Finding, ToMeasure } from './protocol.ts';

const FRAMES = 10;
const STEPS = 4;
/** For each of the two, once it has begun: a slow machine is measured less often, so that it answers in time. */
const WITHIN_MS = 15_000;

const port = parentPort();
if (!port) {
  console.error('This is the measuring process of Pastiche, which starts it by itself. Run: npm run devices');
  process.exit(1);
}
endOnlyWhenTold();

async function measure(job: ToMeasure): Promise<Finding> {
  const checked = await checkDevice(job.device);
  if (!checked.works) return checked;
  const device = await openDevice(job.device);
  await tryDevice(device);
  const style = job.style ? styleOfFile(basename(job.style, '.onnx'), job.style) : usualStyle();
  const { width, height } = job;
  const before = loadNow();
  const { median: msPerFrame } = await measurePainting(device, style, { width, height }, FRAMES, WITHIN_MS);
  const found = { works: true, msPerFrame, ...(wasBusy(before, loadNow()) && { busy: true }) } as const;
  if (!job.training) return { ...found, msPerStep: null };
  try {
    const { median: msPerStep } = await measureTraining(device, {}, STEPS, WITHIN_MS);
    return { ...found, msPerStep };
  } catch (error) {
    // A device that paints need not be able to train.
    return { ...found, msPerStep: null, noStep: messageOf(error) };
  }
}

/** What failed may be the style, of which the device knows nothing. */
function findingOf(device: string, error: unknown): Finding {
  const ofStyle = error instanceof StyleError || error instanceof UnreadableError;
  return ofStyle
    ? { works: false, code: 'failed', reason: messageOf(error), ofStyle }
    : explainFailure(device, error);
}

port.onClose(() => process.exit(0));
port.onMessage((data) => {
  const job = ToMeasure.safeParse(data);
  if (!job.success) {
    console.error(`The measuring process was sent something it does not know: ${job.error.message}`);
    return process.exit(1);
  }
  measure(job.data)
    .catch((error: unknown) => findingOf(job.data.device, error))
    .then((finding) => port.post(finding))
    .then(() => port.delivered())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
