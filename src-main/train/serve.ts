/** The training process's work: one job, told over its port. */
import type { Port } from '../process/port.ts';
import { type FromTrain, ToTrain } from './protocol.ts';
import { TrainingSession, type TrainMeans } from './session.ts';
import type { FromSketch } from './sketchProtocol.ts';
import { SketchSession } from './sketchSession.ts';

/**
 * Takes one job and ends after its last word. When whoever started the process is gone, a training is paused:
 * its checkpoint is what the next start goes on from. A sketch is for nobody then, and ends.
 * @param stepBack lets everything else that runs come first: called for a training, since nobody sits waiting for it.
 */
export function serveTrain(
  parent: Port,
  means: TrainMeans,
  exit: (code: number) => void,
  stepBack: () => void = () => undefined,
): void {
  let session: TrainingSession | SketchSession | undefined;
  let ended = false;
  const post = (message: FromTrain | FromSketch): void => void parent.post(message);
  const run = (started: TrainingSession | SketchSession): void => {
    session = started;
    void started
      .run()
      .finally(() => (ended = true))
      .then(() => parent.delivered())
      .then(() => exit(0));
  };

  parent.onClose(() => {
    if (session instanceof TrainingSession && !ended) session.pause();
    else exit(0);
  });
  parent.onMessage((data) => {
    const parsed = ToTrain.safeParse(data);
    if (!parsed.success) {
      console.error(`The training process was sent something it does not know: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'pause':
        if (session instanceof TrainingSession) session.pause();
        return;
      case 'stop':
        return session?.stop();
      case 'start':
        if (session) return;
        stepBack();
        return run(new TrainingSession(message.job, means, post));
      case 'sketch':
        if (!session) run(new SketchSession(message.job, means, post));
    }
  });
}
