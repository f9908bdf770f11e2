/** How large a style's file may be; one that is larger is refused unread. */
import { MAX_STYLE_FILE_BYTES } from '../studio/contract.ts';

const MEGABYTE = 1024 * 1024;

/** What the person is told of a file with so many bytes; null where it may be a style. */
export function tooLarge(size: number): string | null {
  if (size <= MAX_STYLE_FILE_BYTES) return null;
  const most = MAX_STYLE_FILE_BYTES / MEGABYTE;
  return `The file has ${Math.ceil(size / MEGABYTE)} MB; a style may have up to ${most} MB.`;
}
