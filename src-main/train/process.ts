/**
 * The training process's entry: started by `fork` under Node, by `utilityProcess.fork` under Electron. All it
 * does is in serve.ts; here are only the real means and the real port.
 */
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from '../process/port.ts';
import { endOnlyWhenTold } from '../process/signals.ts';
import { openDevice } from '../runtime/devices.ts';
import { IN_THE_APP, openLossNetwork } from './lossNetworkFile.ts';
import { serveTrain } from './serve.ts';

const port = parentPort();
if (!port) {
  console.error('This is the training process of Pastiche, which starts it by itself. Run: npm run train');
  process.exit(1);
}

endOnlyWhenTold();

// What the person does comes first, the live view above all; at the very lowest priority any other
// background work would bring training to a standstill.
const stepBack = (): void => {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where that is not allowed it trains all the same.
  }
};

const means = { openDevice, openLossNetwork: (file: string) => openLossNetwork(file, IN_THE_APP) };
serveTrain(port, means, (code) => process.exit(code), stepBack);
