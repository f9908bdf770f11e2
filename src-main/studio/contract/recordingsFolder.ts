/** Where recordings go. The page names no folder: the shell asks the person for one. */
import { z } from 'zod';
import { nothing } from './nothing.ts';

/** Where they go now. */
export const RecordingsFolderState = z.object({
  /** For the person to read. */
  folder: z.string(),
  /** Nobody has chosen another. */
  usual: z.boolean(),
  /** Whether the shell can ask for another. */
  canChoose: z.boolean(),
});
export type RecordingsFolderState = z.infer<typeof RecordingsFolderState>;

export const recordingsFolderRequests = {
  'recordingsFolder.state': { args: nothing, result: RecordingsFolderState },
  /** Asks the person for a folder, in the shell's own dialog; when they think better of it, all stays. */
  'recordingsFolder.choose': { args: nothing, result: RecordingsFolderState },
  /** Back to the usual folder. What lies in the other one stays there. */
  'recordingsFolder.reset': { args: nothing, result: RecordingsFolderState },
} as const;
