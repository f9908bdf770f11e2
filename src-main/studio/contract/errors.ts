/** Why a request is refused, or a job fails: what code branches on. */
import { z } from 'zod';
import { recordingCodes } from './recordings.ts';

/** Every reason there is. */
export const ErrorCode = z.enum([
  /** The message does not fit its schema. */
  'malformed',
  /** No such request. */
  'unknown-request',
  /** No such style, or its file cannot be used. */
  'unknown-style',
  /** What was brought in is no style that can be used. */
  'unusable-style',
  /** It is larger than is allowed. */
  'too-large',
  /** There is no such import, or its pieces do not fit together. */
  'unknown-import',
  /** There is no such entry in the trash. */
  'unknown-trash',
  /** The disk or a folder refuses: it is full, read-only or gone. */
  'storage',
  /** A newer frame took this one's place before it was painted. */
  'dropped',
  /** The paint process is not there just now. */
  'unavailable',
  /** The network could not be loaded or run. */
  'paint-failed',
  /** No such training. */
  'unknown-training',
  /** What was given cannot be used; the message says why. */
  'bad-input',
  /** Cannot be done in the present state; the message says what is to be done first. */
  'not-now',
  /** Something of the person's would be lost: they are to be asked, and the request repeated with their leave. */
  'wants-leave',
  'internal',
  ...recordingCodes,
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
