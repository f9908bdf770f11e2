/** What goes wrong, written down on this machine for the person to read and, if they like, to pass on. */
import { z } from 'zod';

export const reportRequests = {
  /** A text for a report: versions, system, devices, the last lines of the log. No names of folders at home. */
  'report.details': { args: z.strictObject({}), result: z.object({ text: z.string() }) },
  /** Writes an uncaught error of the page into the log. */
  'report.page-error': {
    args: z.strictObject({ message: z.string().max(2000), stack: z.string().max(8000).optional() }),
    result: z.null(),
  },
} as const;
