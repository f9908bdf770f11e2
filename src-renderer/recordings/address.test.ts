import { expect, it } from 'vitest';
import type { Recording } from '../bridge/contract.ts';
import { downloadUrl } from './address.ts';

it('names type, file and address, so that a browser saves what is dragged out', () => {
  const recording: Recording = {
    id: 'abcdefghijklmnopqrstuv',
    type: 'mp4',
    name: 'At 9:30',
    style: null,
    createdAt: 0,
    bytes: 1,
    seconds: 1,
    width: 1,
    height: 1,
    version: '7',
    state: 'ready',
  };
  expect(downloadUrl(recording, 'http://127.0.0.1:4000/')).toBe(
    'video/mp4:At 9 30.mp4:http://127.0.0.1:4000/recordings/abcdefghijklmnopqrstuv?v=7',
  );
});
