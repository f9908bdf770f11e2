/** Answers the requests of `contract/report.ts`. */
import { arch, availableParallelism, release, totalmem, version } from 'node:os';
import process from 'node:process';
import type { AppInfo, Args, DeviceInfo, EngineState, Settings } from './contract.ts';
import type { Log } from './log.ts';
import { reportText } from './report.ts';

/** What a report is gathered from. */
export interface ReportSources {
  readonly app: AppInfo;
  readonly settings: Settings;
  readonly engine: EngineState;
  readonly styles: number;
  readonly devices: readonly DeviceInfo[];
  readonly log: Pick<Log, 'tail' | 'mask'>;
}

const LOG_LINES = 60;

/** Gathers a report. */
export function gatherReport(sources: ReportSources): string {
  const { app, settings, engine, styles, devices, log } = sources;
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
