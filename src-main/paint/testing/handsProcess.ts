/** The paint process with two hands and fake painters, threads and all. Started by tests only, bundled. */
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parentPort, threadPort } from '../../process/port.ts';
import { serveByHands, startHand } from '../byHands.ts';
import type { Hand } from '../hands.ts';
import { servePaint, type PaintMeans } from '../serve.ts';
import { FakePainter } from './fakePainter.ts';

const means: PaintMeans = {
  openPainter: (device) => Promise.resolve(new FakePainter({ device })),
  adopt: () => Promise.reject(new Error('nobody asks for this here')),
};
const exit = (code: number): void => process.exit(code);

const ofThread = threadPort();
const port = ofThread ?? parentPort();
if (!port) throw new Error('Start this with fork.');
if (ofThread) servePaint(ofThread, means, exit);
else {
  // The bundle, of which this file is a part.
  const program = pathToFileURL(process.argv[1]!);
  const hand = (isSecond: boolean): Hand => startHand(program, isSecond);
  serveByHands(port, hand, (alone) => servePaint(alone, means, exit), exit);
}
