/** What a supervisor says first, for tests of who hears it. */
import type { ToPaint } from '../protocol.ts';
import { styles } from './supervised.ts';

export const start = { type: 'start', devices: ['cpu'] } satisfies ToPaint;
export const shelf = { type: 'styles', styles } satisfies ToPaint;
export const prepare = {
  type: 'prepare',
  request: 7,
  styleId: 'wave',
  blendId: null,
  width: 16,
  height: 16,
} satisfies ToPaint;
