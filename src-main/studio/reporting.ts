/** Answers the requests of `contract/report.ts`. */
import { arch, availableParallelism, release, totalmem, version } from 'node:os';
import process from 'node:process';
import { messageOf } from '../paint/refusal.ts';
import type { AppInfo, Args, DeviceInfo, EngineState, Settings } from './contract.ts';
import type { Log } from './log.ts';
import { reportText } from './report.ts';

/** What a report is gathered from. */
export interface ReportSources {
  readonly app: AppInfo;
  readonly settings: Settings;
  readonly engine: EngineState;
  readonly styles: number;
  listDevices(): Promise<readonly DeviceInfo[]>;
  readonly log: Pick<Log, 'tail' | 'mask'>;
}

const LOG_LINES = 60;
/** A painter that hangs is a reason for a report, and must not keep it from being made. */
const DEVICES_WAIT_MS = 4000;

/** Gathers a report; when the devices cannot be asked, for then one is needed most, it says so. */
export async function gatherReport(sources: ReportSources): Promise<string> {
  const { app, settings, engine, styles, log } = sources;
  const devices = await inTime(sources.listDevices(), DEVICES_WAIT_MS).catch((error: unknown) => [
    { id: 'all', name: '', available: false, reason: messageOf(error) },
  ]);
  const facts = {
    ...{ app, settings, engine, styles, devices },
    versions: process.versions,
    arch: arch(),
    system: `${version()} (${release()})`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    log: log.tail(LOG_LINES),
  };
  return reportText(facts, log.mask);
}

/** Writes an uncaught error of the page into the log. */
export function recordPageError(
  log: Pick<Log, 'write'>,
  { message, stack }: Args<'report.page-error'>,
): null {
  // Chromium's stack begins with the message, other errors' need not.
  log.write('error', 'page', stack?.includes(message) ? stack : [message, stack].join('\n').trimEnd());
  return null;
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the painter did not answer')), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
