/**
 * The one worker for everything that encodes and decodes. What it is for is its name; nearly all of its code is
 * Mediabunny's, which every work needs, so it is one file.
 */
import { receive as record } from '../recorder/recordWork.ts';
import { receive as film } from '../repaint/filmWork.ts';
import { receive as loop } from '../repaint/loopWork.ts';
import type { MediaWork } from './open.ts';

const works: Readonly<Record<MediaWork, (data: never) => void>> = { record, film, loop };
const receive = works[self.name as MediaWork];

self.onmessage = ({ data }: MessageEvent<unknown>): void => receive(data as never);
