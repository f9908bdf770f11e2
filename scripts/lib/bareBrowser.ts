/**
 * A headless Chromium's app window, as a person gets it, asked for nothing but the value of expressions.
 * Playwright listens to the network, and so has every frame on the WebSocket sent to it as text: that takes
 * more time than painting them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** A browser on one page. */
export interface BareBrowser {
  /** The value of an expression in the page; of a promise, what it comes to. */
  evaluate(expression: string, patienceMs?: number): Promise<unknown>;
  /** A command of Chromium's debugging protocol, and what it gives within this time. */
  command(method: string, params?: object, patienceMs?: number): Promise<unknown>;
  close(): Promise<void>;
}

const Targets = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }));
const Evaluated = z.object({
  result: z.object({ value: z.unknown().optional(), description: z.string().optional() }),
  exceptionDetails: z.unknown().optional(),
});
const Answer = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

/** What is asked while a page is being left for another may never be answered. */
const PATIENCE_MS = 5000;

/** Starts a browser on a page. */
export async function openBareBrowser(
  executable: string,
  url: string,
  flags: readonly string[],
): Promise<BareBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'pastiche-browser-'));
  const child = spawn(
    executable,
    ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1180,780', '--no-first-run', ...flags, `--app=${url}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  ); // prettier-ignore
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = await debugAddress(createInterface({ input: child.stderr }));
    // What else it says is nobody's concern, but a pipe that is not emptied would stop it when full.
    child.stderr.resume();
    const socket = new WebSocket(await pageSocket(address));
    await once(socket, 'open');
    const command = commander(socket);
    const evaluate = async (expression: string, patienceMs?: number): Promise<unknown> => {
      const asked = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = Evaluated.parse(
        await command('Runtime.evaluate', asked, patienceMs),
      );
      if (exceptionDetails !== undefined) throw new Error(result.description ?? 'the page refused');
      return result.value;
    };
    return { evaluate, command, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Host and port from the line in which Chromium says where it listens. */
async function debugAddress(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const found = /DevTools listening on ws:\/\/([^/]+)\//.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error('the browser ended before it listened');
}

async function pageSocket(address: string): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const targets = Targets.parse(await (await fetch(`http://${address}/json`)).json());
    const page = targets.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the browser opened no page');
}

function commander(socket: WebSocket): BareBrowser['command'] {
  type Given = z.infer<typeof Answer> | null;
  const waiting = new Map<number, (answer: Given) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = Answer.safeParse(JSON.parse(data.toString())).data;
    if (answer) waiting.get(answer.id)?.(answer);
  });
  socket.on('close', () => {
    for (const give of waiting.values()) give(null);
  });
  let id = 0;
  return async (method, params = {}, patienceMs = PATIENCE_MS) => {
    const mine = ++id;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Given>((resolve, reject) => {
      waiting.set(mine, resolve);
      timer = setTimeout(() => reject(new Error(`the browser did not answer ${method}`)), patienceMs);
    });
    socket.send(JSON.stringify({ id: mine, method, params }));
    const answer = await answered.finally(() => {
      clearTimeout(timer);
      waiting.delete(mine);
    });
    if (!answer) throw new Error(`the browser ended before it answered ${method}`);
    if (answer.error) throw new Error(answer.error.message);
    return answer.result;
  };
}
