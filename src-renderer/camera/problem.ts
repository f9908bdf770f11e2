/** Why there is no picture from a camera. */

/**
 * `refused`: the person or the browser said no. `refused-by-system`: the browser
 * may, but the system does not let it. `none`: no camera. `in-use`: another program has it.
 * `ended`: it was unplugged or switched off. `unsupported`: this browser or address has no camera access.
 * `no-video`: a video is to take its place, and none is chosen yet. `bad-video`: the chosen one cannot be played.
 * `no-demo`: our own scene is to take its place, and its code cannot be loaded.
 */
export type CameraProblem =
  | 'refused'
  | 'refused-by-system'
  | 'none'
  | 'in-use'
  | 'ended'
  | 'unsupported'
  | 'no-video'
  | 'bad-video'
  | 'no-demo';

/** What a failed `getUserMedia` means, by the name of its error; `permitted`: this page itself may. */
export function cameraProblem(error: unknown, permitted: boolean): CameraProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return permitted ? 'refused-by-system' : 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'unsupported';
  }
}
