/** The training process's work: one job, told over its port. */
import type { Port } from '../process/port.ts';
import { type FromTrain, ToTrain } from './protocol.ts';
import { TrainingSession, type TrainMeans } from './session.ts';

/**
 * Takes one job and ends after its last word. When whoever started the process is gone, the training is
 * paused: its checkpoint is what the next start goes on from.
 */
export function serveTrain(parent: Port, means: TrainMeans, exit: (code: number) => void): void {
  let session: TrainingSession | undefined;
  const post = (message: FromTrain): Promise<void> => parent.post(message);
  let posted: Promise<void> = Promise.resolve();

  parent.onClose(() => {
    if (session) session.pause();
    else exit(0);
  });
  parent.onMessage((data) => {
    const parsed = ToTrain.safeParse(data);
    if (!parsed.success) {
      console.error(`The training process was sent something it does not know: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    if (message.type === 'pause') session?.pause();
    else if (message.type === 'stop') session?.stop();
    else if (!session) {
      session = new TrainingSession(message.job, means, (word) => {
        posted = post(word);
      });
      void session
        .run()
        .then(() => posted)
        .then(() => exit(0));
    }
  });
}
