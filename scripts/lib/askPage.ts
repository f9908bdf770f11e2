/** Speaks the contract from a page, as the app's own code does: for benchmarks and tests that hold a browser. */
import { z } from 'zod';
import { type Args, type RequestName, requests, type Result } from '../../src-main/studio/contract.ts';

/** A page that gives the value of an expression, waiting for it where it is a promise. */
export interface AskedPage {
  evaluate(expression: string): Promise<unknown>;
}

const Reply = z.object({ ok: z.boolean(), value: z.unknown().optional(), message: z.string().optional() });

/** Makes one request over a socket of its own, and gives its result. @throws {Error} when it is refused. */
export async function askPage<N extends RequestName>(
  page: AskedPage,
  name: N,
  args: Args<N>,
): Promise<Result<N>> {
  const request = JSON.stringify(JSON.stringify({ type: 'request', id: 1, name, args }));
  const answer = await page.evaluate(`new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://' + location.host + '/ws');
    socket.onopen = () => socket.send(${request});
    socket.onerror = () => reject(new Error('the socket failed'));
    socket.onmessage = ({ data }) => {
      // Events may come in between; they answer nothing.
      if (typeof data !== 'string' || JSON.parse(data).type === 'event') return;
      socket.onclose = null;
      socket.close();
      resolve(JSON.parse(data).reply);
    };
    socket.onclose = ({ code }) => reject(new Error('the socket was closed: ' + code));
  })`);
  const reply = Reply.parse(answer);
  if (!reply.ok) throw new Error(`${name}: ${reply.message ?? 'refused'}`);
  return requests[name].result.parse(reply.value) as Result<N>;
}
