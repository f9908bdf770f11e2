/** House rule: a file that can be held in the head. */
const MOST_LINES = 300;

export const name = `no source file is longer than ${MOST_LINES} lines`;

/** @param {{ path: string, text: string }[]} sources */
export function check(sources) {
  return sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: split it by concept`);
}
