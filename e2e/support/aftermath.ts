/** What an app that failed a test was doing at that moment: without it, a failure seen once is a riddle. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** A page that hangs is not waited for. */
const PATIENCE_MS = 5000;
const LOG_LINES = 20;

/** The page's figures and words, the server's processes and the end of its log, as text. Never rejects. */
export async function aftermath(page: Page, serverPid: number, data: string): Promise<string> {
  const stats = page.evaluate<string>('JSON.stringify(window.__pastiche?.stats)');
  const words = page.locator('body').innerText({ timeout: PATIENCE_MS });
  const parts = await Promise.all([
    told('The page’s figures', inTime(stats)),
    told('The page says', inTime(words)),
    told('Processes', processes(serverPid)),
    told('Log', lastLines(join(data, 'logs', 'pastiche.log'))),
  ]);
  return parts.join('\n');
}

async function told(title: string, content: Promise<string>): Promise<string> {
  const text = await content.catch((error: unknown) => `(${String(error)})`);
  return `${title}: ${text.replaceAll(/\n+/g, ' | ')}`;
}

/** What is asked of a page, or an error: a page that hangs never answers. */
export function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE_MS)),
  ]);
}

/** The server and what it has started: state, processor time in seconds, and what the system has it wait for. */
async function processes(serverPid: number): Promise<string> {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null) continue;
    // The program's name is in brackets and may itself have spaces.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(pid) !== serverPid && Number(parent) !== serverPid) continue;
    const seconds = (Number(rest[9]) + Number(rest[10])) / 100;
    const waitsFor = await readFile(`/proc/${pid}/wchan`, 'utf8').catch(() => '');
    found.push(`${pid} ${state ?? '?'} ${seconds} s ${waitsFor}`);
  }
  return found.join('; ');
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}
