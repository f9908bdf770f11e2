/** What a shell gives the library beyond files: each is there only where it works. */

/** A shell's means; all optional. */
export interface ShellFacilities {
  /** Shows a file, selected, in the system's file manager. */
  showInFolder?(file: string): void | Promise<void>;
  /** Asks the person where to; null when they think better of it. */
  saveAs?(suggestedName: string): Promise<string | null>;
  /** Asks the person for a folder, beginning at one; null when they think better of it. */
  chooseFolder?(current: string): Promise<string | null>;
  /** Takes over a drag that has just begun on the page, with this file in hand. */
  startDrag?(file: string): void;
}
