/** Files that the person opens with Pastiche: by a double click, on the dock, or as an argument. */
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * What a second instance hands to the first. It may be another version of us, so it is checked; how many files there
 * may be, and how long their names, is the system's business.
 */
export const Handover = z.object({ files: z.array(z.string()) });
export type Handover = z.infer<typeof Handover>;

/** Brings files in as styles; what it cannot bring in it says to the person itself. */
export type OpenFiles = (paths: readonly string[]) => Promise<void>;

/**
 * The style files among a program's arguments, as full paths. Flags, the app's own folder and whatever
 * Chromium puts among them are left out.
 */
export function styleFilesOf(argv: readonly string[], folder: string): string[] {
  return argv.flatMap((argument) => {
    if (!/\.onnx$/i.test(argument) || argument.startsWith('-')) return [];
    // Some Linux file managers hand over addresses.
    if (argument.startsWith('file://')) {
      try {
        return [fileURLToPath(argument)];
      } catch {
        return [];
      }
    }
    return [isAbsolute(argument) ? argument : resolve(folder, argument)];
  });
}

/** Holds files until there is somebody to open them: macOS hands them over before the app is ready. */
export class FilesToOpen {
  #waiting: string[] = [];
  #open: OpenFiles | undefined;

  /** Opens files, now or as soon as possible. */
  add(paths: readonly string[]): void {
    this.#waiting.push(...paths);
    this.#handOver();
  }

  /** From now on files are opened by this. */
  openWith(open: OpenFiles): void {
    this.#open = open;
    this.#handOver();
  }

  #handOver(): void {
    if (!this.#open || this.#waiting.length === 0) return;
    // One opened twice in a moment, as some systems do, is one.
    const paths = [...new Set(this.#waiting.splice(0))];
    void this.#open(paths);
  }
}
