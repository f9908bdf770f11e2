/** The page's side of the long hour: the clip and the way of its bytes, as fast as they go. Time is made up. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import type { Reply } from '../../../src-main/studio/contract.ts';
import { Clip } from '../../../src-renderer/recorder/clip.ts';
import { bitrate } from '../../../src-renderer/recorder/format.ts';
import { Outbox } from '../../../src-renderer/recorder/outbox.ts';
import { frames, standIn } from './encoders.ts';
import { look, type Memory, memory } from './memory.ts';
import type { Answered, Asked, Minute, Outcome } from './protocol.ts';

const SIZE = { width: 1920, height: 1080 };
const FPS = 30;
const MINUTE_MS = 60_000;
const TICK_MS = 250;
/** As a microphone gives it. */
const SOUND_MS = 10;
const SOUND = { rate: 48_000, channels: 1 };

const [container, minutesWanted, folder = ''] = process.argv.slice(2);
const format =
  container === 'mp4'
    ? ({ container: 'mp4', video: 'vp9', hardware: true, audio: 'opus' } as const)
    : ({ container: 'webm', video: 'vp8', hardware: false, audio: 'opus' } as const);

standIn();
const main = fork(join(import.meta.dirname, 'main.ts'), [folder], { serialization: 'advanced' });
const waiting = new Map<number, (value: unknown) => void>();
let asked = 0;
main.on('message', ({ id, value }: Answered) => {
  waiting.get(id)?.(value);
  waiting.delete(id);
});

function ask<T>(name: string | null, args: object = {}): Promise<T> {
  const id = asked++;
  return new Promise((resolve) => {
    waiting.set(id, (value) => resolve(value as T));
    main.send({ id, name, args } satisfies Asked);
  });
}

async function record(minutesLong: number): Promise<Outcome> {
  const begun = await ask<Reply<{ handle: string }>>('recordings.begin', {
    type: container,
    style: 'The Scream',
  });
  if (!begun.ok) throw new Error(begun.message);
  const { handle } = begun.value;
  const outbox = new Outbox({
    append: (sequence, bytes) => ask('recordings.append', { handle, sequence, bytes }),
    grown: () => undefined,
    wait: () => turn(),
  });
  const clip = new Clip(
    {
      format,
      bitrate: bitrate('good', SIZE),
      title: 'The Scream',
      begun: Date.now(),
      sound: SOUND,
      enlarged: null,
    },
    // A copy, as the worker sends one to the page.
    (bytes) => outbox.put(bytes.slice()),
    (error) => {
      throw error;
    },
  );
  const pixels = new Uint8Array(SIZE.width * SIZE.height * 4);
  const minutes: Minute[] = [];
  const end = minutesLong * MINUTE_MS;
  for (let picture = 0, heard = 0, ticked = 0; ; picture++) {
    const now = (picture * 1000) / FPS;
    if (now >= (minutes.length + 1) * MINUTE_MS) {
      await outbox.settled();
      minutes.push({ page: await memory(), main: await ask<Memory>(null) });
    }
    if (now >= end) break;
    clip.picture({ ...SIZE, pixels, capturedAt: now, mirrored: false }, now + 50);
    for (; heard < now; heard += SOUND_MS)
      clip.sound(heard, [new Float32Array((SOUND.rate * SOUND_MS) / 1000)]);
    for (; ticked < now; ticked += TICK_MS) clip.tick(ticked);
    await turn();
    if (picture % FPS === 0) {
      look();
      // A real clip grows no faster than its bytes are taken.
      await outbox.settled();
    }
  }
  clip.end(end);
  await clip.finish(end);
  await outbox.settled();
  if (outbox.error) throw new Error(outbox.error.message);
  await ask('recordings.finish', { handle, chunks: outbox.chunks });
  const { recordings } = await ask<{ recordings: Outcome['clip'][] }>('finished');
  const finishing = await ask<Memory>(null);
  return { minutes, finishing, frames: { ...frames(), dropped: clip.dropped }, clip: recordings[0]! };
}

const outcome = await record(Number(minutesWanted));
process.send?.(outcome);
main.disconnect();
process.disconnect();
