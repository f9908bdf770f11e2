/** The paint process with two hands and fake painters, threads and all. Started by tests only. */
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
  // tsx does not reach into threads by itself.
  const tsx = import.meta.resolve('tsx/esm/api');
  const code = `import { register } from '${tsx}'; register(); await import('${import.meta.url}');`;
  const program = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const hand = (isSecond: boolean): Hand => startHand(program, isSecond);
  serveByHands(port, hand, (alone) => servePaint(alone, means, exit), exit);
}
