/** The main side of the long hour: everything about recordings that the app has, in a process of its own. */
import process from 'node:process';
import { createDispatch, type Handlers } from '../../../src-main/studio/dispatch.ts';
import { Recordings } from '../../../src-main/studio/recordings/recordings.ts';
import { look, memory } from './memory.ts';
import type { Answered, Asked } from './protocol.ts';

const [folder = ''] = process.argv.slice(2);
let finished: () => void = () => undefined;
const whole = new Promise<void>((resolve) => (finished = resolve));
const recordings = new Recordings({
  folder: () => folder,
  changed: ({ added }) => {
    if (added?.state === 'ready') finished();
  },
  tell: ({ message }) => console.error(message),
});
const dispatch = createDispatch(recordings.handlers() as Handlers, false);
setInterval(look, 20).unref();

async function answer({ name, args }: Asked): Promise<unknown> {
  look();
  if (name === null) return memory();
  if (name !== 'finished') return dispatch(name, args);
  await whole;
  return recordings.handlers()['recordings.list']({});
}

process.on('message', (asked: Asked) => {
  void answer(asked).then((value) => process.send?.({ id: asked.id, value } satisfies Answered));
});
