/** The longest title that the main side takes, in characters. */
export const LONGEST_TITLE = 120;

/** What a file's name says as a title: words, the first with a capital; '' where it says nothing. */
export function fileTitle(file: string): string {
  const words = file
    .replace(/\.\w+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  return (words.charAt(0).toUpperCase() + words.slice(1, LONGEST_TITLE)).trim();
}
