/** What a disk that refuses means for the person. */
import { messageOf, Refusal } from '../paint/refusal.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  EROFS: 'The disk is read-only.',
  EACCES: 'Pastiche may not write there.',
  EPERM: 'Pastiche may not write there.',
  ENOENT: 'The folder is gone.',
  ENOTDIR: 'The folder is gone.',
  EIO: 'The disk reports an error.',
  ENODEV: 'The disk is gone.',
};

/** A refusal that says why nothing can be written into a folder, from the error of the attempt. */
export function storageRefusal(error: unknown, folder: string): Refusal {
  const { code } = error as NodeJS.ErrnoException;
  const sentence = SENTENCES[code ?? ''] ?? `Writing failed: ${messageOf(error)}.`;
  return new Refusal('storage', `${sentence} (${folder})`);
}
