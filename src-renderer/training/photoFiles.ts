/**
 * Which of the files that a person hands over may be photos. It is told by name and size, before any of them is
 * read: whatever is decoded lies in the memory as a whole, and a film beside the photos has gigabytes.
 */

/** The most photos that are taken of a folder; more would not help. */
export const MOST_PHOTOS = 2000;
/** A photo is no larger. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Where somebody drops their whole disk, so much of it is looked at. */
const MOST_ENTRIES = 20_000;
const DEEPEST = 8;

const PHOTO = /\.(?:jpe?g|jfif|png|webp|avif|gif|bmp|tiff?)$/i;
const HEIC = /\.(?:heic|heif|hif)$/i;
const PHOTO_TYPE = /^image\/(?:jpeg|png|webp|avif|gif|bmp|tiff)$/;
const TIFF = /\.tiff?$/i;
const HEIC_TYPE = /^image\/hei[cf]/;

/** Files, sorted. */
export interface SortedFiles {
  readonly photos: readonly File[];
  /** How many were something else. */
  readonly others: number;
  /** How many are photos in the format of iPhones, which nothing here can read. */
  readonly heic: number;
}

/** Sorts files by their names, types and sizes. */
export function sortFiles(files: readonly File[]): SortedFiles {
  const heic = files.filter(({ name, type }) => HEIC.test(name) || HEIC_TYPE.test(type));
  const photos = files.filter(
    ({ name, type, size }) => (PHOTO.test(name) || PHOTO_TYPE.test(type)) && size > 0 && size <= MOST_BYTES,
  );
  return { photos: photos.slice(0, MOST_PHOTOS), others: files.length - heic.length - photos.length, heic: heic.length }; // prettier-ignore
}

/** Whether the main side may be able to read a file that a browser cannot. */
export function isTiff({ name, type }: File): boolean {
  return TIFF.test(name) || type === 'image/tiff';
}

/** The files that were dropped, and those in folders that were. To be called while the drop is handled. */
export function droppedFiles(data: Pick<DataTransfer, 'items' | 'files'>): Promise<File[]> {
  // After the event the items are gone; entries and files stay.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return entries.length > 0 ? walk(entries) : Promise.resolve([...data.files]);
}

async function walk(dropped: readonly FileSystemEntry[]): Promise<File[]> {
  const files: File[] = [];
  let looked = 0;
  const visit = async (entries: readonly FileSystemEntry[], depth: number): Promise<void> => {
    for (const entry of entries) {
      if (++looked > MOST_ENTRIES) return;
      if (isFile(entry)) {
        const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
        if (file) files.push(file);
      } else if (isFolder(entry) && depth < DEEPEST) await visit(await entriesOf(entry), depth + 1);
    }
  };
  await visit(dropped, 0);
  return files;
}

/** What is in a folder, by name; of one that cannot be read, nothing. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives some at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([]))); // prettier-ignore
    if (some.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name));
    all.push(...some);
    if (all.length > MOST_ENTRIES) return all;
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
