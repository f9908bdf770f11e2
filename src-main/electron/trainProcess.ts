/** Starts training processes as Electron's utility processes. */
import type { ProcessEntry } from '../process/child.ts';
import type { SpawnTrain, ToTrain } from '../train/protocol.ts';
import { asChild, type Fork, type Kill } from './utility.ts';

/** Starts a training process; messages that come before it runs wait for it. */
export function trainSpawner(fork: Fork, entry: ProcessEntry, kill: Kill): SpawnTrain {
  return () => {
    const child = fork(entry.file, [], {
      execArgv: [...entry.execArgv],
      serviceName: 'Pastiche Trainer',
      stdio: 'inherit',
    });
    return asChild<ToTrain>(child, kill);
  };
}
