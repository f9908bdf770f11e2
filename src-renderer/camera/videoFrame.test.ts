/** What is video, and which part of it is a picture. */
import { describe, expect, it } from 'vitest';
import { isVideoSize, ownSize, videoCrop, videoOf } from './videoFrame.ts';

const frame = (change: object = {}): VideoFrame => {
  const [visibleRect, colorSpace] = [
    { width: 1280, height: 720 },
    { matrix: 'bt709', fullRange: true },
  ];
  return {
    format: 'I420',
    colorSpace,
    visibleRect,
    displayWidth: 640,
    displayHeight: 360,
    ...change,
  } as unknown as VideoFrame;
};

describe('a frame', () => {
  it('is video in its own size, however large it is to be shown', () => {
    expect(videoOf(frame())).toEqual({
      planes: 'i420',
      matrix: 'bt709',
      full: true,
      width: 1280,
      height: 720,
    });
    expect(videoOf(frame({ format: 'NV12', colorSpace: { matrix: null, fullRange: null } }))).toMatchObject({
      ...{ planes: 'nv12', matrix: 'bt601', full: false },
    });
  });

  it.each([
    ['of another layout', { format: 'BGRX' }],
    ['that the browser keeps for itself', { format: null }],
    ['of wide colours', { colorSpace: { matrix: 'bt2020-ncl', fullRange: false } }],
    ['whose pixels are no squares', { displayWidth: 853 }],
    ['of odd size', { visibleRect: { width: 1278, height: 719 } }],
    ['of a camera that is upside down', { rotation: 180 }],
    ['that is mirrored', { flip: true }],
  ])('%s is none', (_, change) => expect(videoOf(frame(change))).toBeNull());
});

it('paintings are made of video from a size on that is worth it, and as long as the painter takes them whole', () => {
  const sizes = [[448, 252], [1920, 1080], [320, 240], [1278, 719], [2560, 1440]] as const; // prettier-ignore
  expect(sizes.map(([width, height]) => isVideoSize({ width, height }))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

// The painter's test has the same cases.
it.each([
  [1280, 720, 448, 252, [0, 0, 1280, 720]],
  [640, 480, 512, 288, [0, 60, 640, 360]],
  [1366, 768, 640, 480, [170, 0, 1024, 768]],
  [640, 480, 720, 720, [80, 0, 480, 480]],
  [1280, 720, 452, 252, [0, 4, 1280, 712]],
] as const)('of %i x %i, painted at %i x %i, the part %j is cut', (across, down, width, height, part) => {
  const { x, y, width: wide, height: high } = videoCrop({ width: across, height: down }, { width, height });
  expect([x, y, wide, high]).toEqual(part);
});

it('a picture has the size in which its pixels are there', () => {
  const video = { planes: 'i420', matrix: 'bt601', full: false, width: 1280, height: 720 } as const;
  expect(ownSize({ width: 640, height: 480, video })).toMatchObject({ width: 960, height: 720 });
  expect(ownSize({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
});
