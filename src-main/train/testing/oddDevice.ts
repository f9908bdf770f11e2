/** A device that computes as the processor does, until a test has it do otherwise. */
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import type { Device, Session } from '../../runtime/types.ts';

/** What a run of a network gives. */
export type Results = Awaited<ReturnType<Session['run']>>;

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

/** After so many runs, of all its networks together, `change` makes of the results what is given instead. */
export function oddDevice(id: string, after: number, change: (results: Results) => Promise<Results>): Device {
  let runs = 0;
  return {
    id,
    name: id,
    load: async (model, options) => {
      const session = await cpu.load(model, options);
      const run: Session['run'] = async (feeds) => {
        const results = await session.run(feeds);
        return runs++ < after ? results : change(results);
      };
      return { ...session, run };
    },
  };
}
