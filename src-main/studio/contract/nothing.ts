/** Requests without arguments, and answers that say nothing. */
import { z } from 'zod';

/** An object with nothing in it. */
export const nothing = z.strictObject({});
