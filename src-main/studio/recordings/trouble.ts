/** Trouble with the disk, in words. */
import { messageOf, Refusal } from '../../paint/refusal.ts';

/** The refusal for a file operation that failed; `doing` begins the sentence, unless `full` says what a full disk means. */
export function diskRefusal(error: unknown, doing: string, full?: string): Refusal {
  if (error instanceof Refusal) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Refusal('disk-full', full ?? `${doing}: the disk is full. Make room and try again.`);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new Refusal(
      'disk-failed',
      `${doing}: you do not have permission. The settings say how to keep recordings elsewhere.`,
    );
  }
  return new Refusal('disk-failed', `${doing}: ${messageOf(error)}`);
}
