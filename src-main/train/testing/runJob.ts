/** A training session in this process, for tests. */
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import type { Device } from '../../runtime/types.ts';
import { FromTrain, type Job } from '../protocol.ts';
import { TrainingSession, type TrainMeans } from '../session.ts';
import { tinyLossNetwork } from './tinyLossNetwork.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

/** Runs a job; `hear` and `openDevice` may pause or stop it. Gives everything it said. */
export async function runJob(
  job: Job,
  hear: (message: FromTrain, session: TrainingSession) => void = () => undefined,
  openDevice: (id: string, session: TrainingSession) => Promise<Device> = () => Promise.resolve(cpu),
  more: Partial<TrainMeans> = {},
): Promise<FromTrain[]> {
  const said: FromTrain[] = [];
  const session: TrainingSession = new TrainingSession(
    job,
    {
      openDevice: (id) => openDevice(id, session),
      openLossNetwork: () => Promise.resolve(tinyLossNetwork()),
      ...more,
    },
    (message) => {
      said.push(FromTrain.parse(message));
      hear(message, session);
    },
  );
  await session.run();
  return said;
}
