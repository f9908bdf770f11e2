/**
 * The paint process's entry: started by `fork` under Node, by `utilityProcess.fork` under Electron. All it
 * does is in serve.ts; here are only the real painter and the real port.
 */
import process from 'node:process';
import { openDevice } from '../runtime/devices.ts';
import { adoptModel } from './adopt.ts';
import { limitMemory } from './memoryLimit.ts';
import { openPainter } from './onnxPainter.ts';
import { collectAtOnce } from '../process/memory.ts';
import { parentPort } from '../process/port.ts';
import { endOnlyWhenTold } from '../process/signals.ts';
import { servePaint } from './serve.ts';

/** The largest network we know takes a tenth of it for the small pictures it is tried on. */
const MOST_MEMORY_FOR_ADOPTION = 3 * 1024 ** 3;

const port = parentPort();
if (!port) {
  console.error('This is the paint process of Pastiche, which starts it by itself. Run: npm start');
  process.exit(1);
}

endOnlyWhenTold();

collectAtOnce();
servePaint(
  port,
  {
    openPainter: async (device) => openPainter(await openDevice(device)),
    adopt: async (bytes) => {
      // Whatever a file makes of this process, it is not the one that paints: see adoption.ts.
      limitMemory(MOST_MEMORY_FOR_ADOPTION);
      return adoptModel(bytes);
    },
  },
  (code) => process.exit(code),
);
