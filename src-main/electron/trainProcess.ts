/** Starts training and measuring processes as Electron's utility processes. */
import type { Child, ProcessEntry } from '../process/child.ts';
import type { SpawnMeasure, ToMeasure } from '../measure/protocol.ts';
import type { SpawnTrain, ToTrain } from '../train/protocol.ts';
import { asChild, type Fork, type Kill } from './utility.ts';

/** Starts a training process; messages that come before it runs wait for it. */
export function trainSpawner(fork: Fork, entry: ProcessEntry, kill: Kill): SpawnTrain {
  return spawner<ToTrain>(fork, entry, kill, 'Pastiche Trainer');
}

/** Starts a process that measures a device. */
export function measureSpawner(fork: Fork, entry: ProcessEntry, kill: Kill): SpawnMeasure {
  return spawner<ToMeasure>(fork, entry, kill, 'Pastiche Device Check');
}

function spawner<M>(fork: Fork, entry: ProcessEntry, kill: Kill, serviceName: string): () => Child<M> {
  return () => {
    const child = fork(entry.file, [], { execArgv: [...entry.execArgv], serviceName, stdio: 'inherit' });
    return asChild<M>(child, kill, serviceName);
  };
}
