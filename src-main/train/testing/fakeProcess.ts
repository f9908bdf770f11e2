/** The training process with a loss network of random weights. Started by tests only. */
import process from 'node:process';
import { parentPort } from '../../process/port.ts';
import { openDevice } from '../../runtime/devices.ts';
import { serveTrain } from '../serve.ts';
import { tinyLossNetwork } from './tinyLossNetwork.ts';

const port = parentPort();
if (!port) throw new Error('Start this with fork.');
serveTrain(port, { openDevice, openLossNetwork: () => Promise.resolve(tinyLossNetwork()) }, (code) =>
  process.exit(code),
);
