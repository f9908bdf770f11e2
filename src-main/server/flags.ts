/** The server's flags. */
import { parseArgs } from 'node:util';

/** The port when none is asked for; always the same, so that the browser remembers the camera's permission. */
export const USUAL_PORT = 41_735;

/** What the person asked for. */
export interface Flags {
  /** Undefined: the usual port, or another if that is taken. */
  port: number | undefined;
  open: boolean;
}

/** Reads the flags; throws with a sentence for the person. */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      // Decided before this starts; accepted so that `npm start` can hand everything on.
      browser: { type: 'boolean', default: false },
    },
  });
  return { port: values.port === undefined ? undefined : parsePort(values.port), open: !values['no-open'] };
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new Error(`--port must be a number from 0 to 65535, not "${text}".`);
  return port;
}
