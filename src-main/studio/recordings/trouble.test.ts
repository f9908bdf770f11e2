import { expect, it } from 'vitest';
import { diskRefusal } from './trouble.ts';

const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });

it('says what a full disk means for what was being done', () => {
  const cut = diskRefusal(full, 'pier.mp4 cannot be cut');
  expect(cut).toMatchObject({
    code: 'disk-full',
    message: 'pier.mp4 cannot be cut: the disk is full. Make room and try again.',
  });
  expect(diskRefusal(full, 'The recording cannot go on', 'What there is is kept.').message).toBe(
    'What there is is kept.',
  );
  expect(diskRefusal(cut, 'pier.mp4 cannot be written'), 'what was told already').toBe(cut);
});
