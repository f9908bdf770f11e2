/**
 * The paint process's entry: started by `fork` under Node, by `utilityProcess.fork` under Electron. All it
 * does is in serve.ts; here are only the real painter and the real port.
 */
import process from 'node:process';
import { listDevices, openDevice } from '../runtime/devices.ts';
import { openPainter } from './onnxPainter.ts';
import { parentPort } from '../process/port.ts';
import { servePaint } from './serve.ts';

const port = parentPort();
if (!port) {
  console.error('This is the paint process of Pastiche, which starts it by itself. Run: npm start');
  process.exit(1);
}

// Ctrl-C in a terminal reaches every process; the one that started this decides when it ends.
process.on('SIGINT', () => undefined);

servePaint(
  port,
  {
    openPainter: async (device) => openPainter(await openDevice(device)),
    listDevices: () => listDevices(),
  },
  (code) => process.exit(code),
);
