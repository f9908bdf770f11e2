/**
 * Which Pastiche uses a data folder: a small file in it says so. Two at once do no harm (files are written
 * whole), but each would be surprised by the other's settings, so the second one knows and says.
 */
import { uptime } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { removeIfCan } from '../train/diskError.ts';
import { writeAtomically } from './atomicWrite.ts';
import { claimFile, whatIsSaid } from './claimFile.ts';
import { AppInfo } from './contract.ts';
import { isAlive } from './owners.ts';

const Instance = z.object({
  pid: z.number().int().positive(),
  shell: AppInfo.shape.shell,
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** Where the browser shell is reached; it carries the key, so only the person may read the file. */
  url: z.string().max(500).optional(),
});
/** A running Pastiche. */
export type Instance = z.infer<typeof Instance>;

/** What tells whether a recorded process is still the one it was. */
export interface Machine {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly bootedAt: number;
  readonly now: number;
  isAlive(pid: number): boolean;
}

/** A claim on a data folder. */
export interface Claim {
  /** The one that was there before and still runs; the folder is then not ours. */
  readonly other: Instance | undefined;
  /** Says where we are reached; where a disk refuses, only the next instance does not hear of it. */
  reachedAt(url: string): Promise<void>;
  /** Gives the folder back. Whatever the disk says, our number is soon nobody's. */
  release(): Promise<void>;
}

/** Claims a data folder. Where its file cannot be written the claim holds all the same, for us alone. */
export async function claimFolder(
  folder: string,
  shell: Instance['shell'],
  machine: Machine = thisMachine(),
): Promise<Claim> {
  const file = join(folder, 'instance.json');
  const mine: Instance = { pid: machine.pid, shell, startedAt: machine.now };
  const other = await record(file, mine, machine);
  const isMine = async (): Promise<boolean> =>
    other === undefined && (await readInstance(file))?.pid === machine.pid;
  return {
    other,
    reachedAt: async (url) => {
      if (!(await isMine())) return;
      await writeAtomically(file, JSON.stringify({ ...mine, url }), 0o600).catch(() => undefined);
    },
    release: async () => {
      if (await isMine()) await removeIfCan(file);
    },
  };
}

/** A sentence about another instance, for the person. */
export function aboutOther({ pid, shell }: Instance): string {
  const which = shell === 'electron' ? 'The Pastiche app' : 'Pastiche in a browser window';
  return (
    `${which} is running as well (process ${pid}) and uses the same settings. ` +
    'What you change here may be undone there: better close one of them.'
  );
}

/** Writes our record unless a living instance has one; gives that instance. */
async function record(file: string, mine: Instance, machine: Machine): Promise<Instance | undefined> {
  // What is left by one that crashed or that Windows ended as it shut down, or is garbage, is nobody's.
  const isGone = (said: string): boolean => {
    const other = parsed(said);
    // Electron lets one of us run, so that its number, where it is in use, is another program's.
    if (mine.shell === 'electron' && other?.shell === 'electron') return true;
    return !other || other.pid === machine.pid || !isRunning(other, machine);
  };
  try {
    return parsed(await claimFile(file, JSON.stringify(mine), isGone, 0o600));
  } catch {
    // A read-only or full disk; the settings will say so where it matters.
    return undefined;
  }
}

/** After the machine was started anew, a process of the same number is another one. */
function isRunning({ pid, startedAt }: Instance, machine: Machine): boolean {
  return startedAt >= machine.bootedAt && startedAt <= machine.now && machine.isAlive(pid);
}

async function readInstance(file: string): Promise<Instance | undefined> {
  return parsed(await whatIsSaid(file).catch(() => undefined));
}

function parsed(said: string | undefined): Instance | undefined {
  try {
    return Instance.parse(JSON.parse(said ?? ''));
  } catch {
    return undefined;
  }
}

function thisMachine(): Machine {
  const now = Date.now();
  return { pid: process.pid, bootedAt: now - uptime() * 1000, now, isAlive };
}
