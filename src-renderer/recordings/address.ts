/** Where recordings' files are found. */
import type { Recording } from '../bridge/contract.ts';

const TYPES: Readonly<Record<Recording['type'], string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** What a drag carries so that a browser saves a recording where it is dropped: type, name, address. */
export function downloadUrl(recording: Recording, page: string): string {
  const { type, name } = recording;
  // A colon ends the name here; file systems have none in theirs.
  const file = `${name}.${type}`.replaceAll(':', ' ');
  return `${TYPES[type]}:${file}:${new URL(mediaUrl(recording), page).href}`;
}

/** Where the page finds a recording's file. */
export function mediaUrl({ id, version }: Recording): string {
  return `/recordings/${id}?v=${version}`;
}
