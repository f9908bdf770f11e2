/** The paint process with a fake painter: everything of it but the networks. Started by tests only. */
import process from 'node:process';
import { parentPort } from '../../process/port.ts';
import { servePaint } from '../serve.ts';
import { FakePainter } from './fakePainter.ts';

const port = parentPort();
if (!port) throw new Error('Start this with fork.');
servePaint(
  port,
  {
    openPainter: (device) =>
      device === 'absent'
        ? Promise.reject(new Error('there is no such device'))
        : Promise.resolve(new FakePainter({ device })),
    listDevices: () => Promise.resolve([{ id: 'cpu', name: 'CPU', available: true }]),
  },
  (code) => process.exit(code),
);
