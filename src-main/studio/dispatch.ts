/** From a request's name and arguments to its reply. */
import { z } from 'zod';
import { messageOf, Refusal } from '../paint/refusal.ts';
import { type Reply, type RequestName, requests, type Result } from './contract.ts';

/** One handler for every request of the contract; one that is missing does not compile. */
export type Handlers = {
  readonly [N in RequestName]: (
    args: z.output<(typeof requests)[N]['args']>,
  ) => Result<N> | Promise<Result<N>>;
};

/** Answers a request that may be anything; never rejects. */
export type Dispatch = (name: string, args: unknown) => Promise<Reply<unknown>>;

/**
 * Makes a dispatch over the handlers. Arguments are always parsed; results where `checkResults` says so.
 * Names are looked up in a Map: `constructor` and `__proto__` are no requests.
 */
export function createDispatch(handlers: Handlers, checkResults: boolean): Dispatch {
  const byName = new Map<string, (args: unknown) => Promise<unknown>>(
    (Object.keys(requests) as RequestName[]).map((name) => [name, checked(name, handlers, checkResults)]),
  );
  return async (name, args) => {
    const handler = byName.get(name);
    if (!handler) {
      return { ok: false, code: 'unknown-request', message: `There is no request "${name.slice(0, 64)}".` };
    }
    try {
      return { ok: true, value: await handler(args) };
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'internal';
      return { ok: false, code, message: messageOf(error) };
    }
  };
}

function checked<N extends RequestName>(
  name: N,
  handlers: Handlers,
  checkResults: boolean,
): (args: unknown) => Promise<unknown> {
  const schema: { args: z.ZodType; result: z.ZodType } = requests[name];
  // The schema and the handler belong to the same name, which TypeScript cannot follow through a Map.
  const handler = handlers[name] as (args: unknown) => unknown;
  return async (args) => {
    const parsed = schema.args.safeParse(args);
    if (!parsed.success) {
      const message = `The arguments of "${name}" do not fit: ${z.prettifyError(parsed.error)}`;
      throw new Refusal('malformed', message);
    }
    const result = await handler(parsed.data);
    return checkResults ? schema.result.parse(result) : result;
  };
}
