/** The paint process with a fake painter: everything of it but the networks. Started by tests only. */
import process from 'node:process';
import { parentPort } from '../../process/port.ts';
import { servePaint } from '../serve.ts';
import { StyleError } from '../painter.ts';
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
    adopt: (bytes) => {
      const wish = new TextDecoder().decode(bytes);
      if (wish === 'die') process.kill(process.pid, 'SIGKILL');
      if (wish === 'hang') for (;;);
      if (wish === 'refuse') throw new StyleError('This is no style.');
      return Promise.resolve({ model: bytes, description: { title: wish }, notes: ['Noted.'] });
    },
  },
  (code) => process.exit(code),
);
