/**
 * The one worker for everything that encodes and decodes. What it is for is its name; what it shares with the
 * others is sent to the page once, not in every worker's file.
 */
import type { MediaWork } from './open.ts';

const works: Readonly<Record<MediaWork, () => Promise<{ receive(data: never): void }>>> = {
  record: () => import('../recorder/recordWork.ts'),
  film: () => import('../repaint/filmWork.ts'),
  loop: () => import('../repaint/loopWork.ts'),
};

const work = works[self.name as MediaWork]();

// Messages keep their order, also those that come while the code is loaded.
self.onmessage = ({ data }: MessageEvent<unknown>): void => {
  void work.then(({ receive }) => receive(data as never));
};
