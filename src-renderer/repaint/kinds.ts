/** Which files can be repainted, told by what the browser says of them, or else by their name. */

/** What a file is. */
export type FileKind = 'picture' | 'video';

/** HEIC is taken for what it is: that it has to be exported first is said in its turn, where that is known of all files. */
const PICTURE = /\.(jpe?g|png|webp|avif|hei[cf]|hif)$/i;
const VIDEO = /\.(mp4|m4v|mov|webm|mkv|ts|m2ts|mts|3gp)$/i;
/** Videos that nothing in a browser takes apart, whatever it says of their type. */
const CLOSED = /\.(avi|wmv|asf|flv|vob|ogv)$/i;
const PICTURE_TYPES = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
]);

/** For a file chooser. */
export const ACCEPT =
  '.jpg,.jpeg,.png,.webp,.avif,.heic,.heif,image/jpeg,image/png,image/webp,image/avif,video/*,.mkv,.ts,.m2ts,.mts';

/** What a file is; null for one that cannot be repainted. */
export function kindOf({ name, type }: { name: string; type: string }): FileKind | null {
  if (PICTURE_TYPES.has(type) || PICTURE.test(name)) return 'picture';
  if (CLOSED.test(name)) return null;
  return type.startsWith('video/') || VIDEO.test(name) ? 'video' : null;
}

/** What a video is that has to be converted first, by the ending of its name: `AVI`; null for all others. */
export function closedKind(name: string): string | null {
  return CLOSED.exec(name)?.[1]?.toUpperCase() ?? null;
}

/** What is dragged over the window, as far as it is known before it is dropped: styles have no type. */
export function dragKind(types: readonly string[]): 'files' | 'styles' | 'both' {
  const files = types.filter((type) => kindOf({ name: '', type }) !== null).length;
  if (files === 0) return 'styles';
  return files === types.length ? 'files' : 'both';
}
