/** The text that a person can copy and pass on when they report a problem. They see all of it first. */
import type { AppInfo, DeviceInfo, EngineState, Settings } from './contract.ts';

/** What is known about the machine and the app. */
export interface ReportFacts {
  readonly app: AppInfo;
  /** What Pastiche runs on, by name: Node, Electron, Chromium. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly arch: string;
  /** The operating system's own name and version. */
  readonly system: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly settings: Settings;
  readonly engine: EngineState;
  readonly devices: readonly DeviceInfo[];
  readonly styles: number;
  readonly log: readonly string[];
}

const RUNTIMES: readonly (readonly [key: string, name: string])[] = [
  ['electron', 'Electron'],
  ['chrome', 'Chromium'],
  ['node', 'Node.js'],
];

/** Puts the facts into plain lines; `mask` takes out what names the person. */
export function reportText(facts: ReportFacts, mask: (text: string) => string): string {
  const { app, engine, settings } = facts;
  const runtimes = RUNTIMES.flatMap(([key, name]) => {
    const version = facts.versions[key];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const lines = [
    `Pastiche ${app.version} (${app.shell} shell, contract ${app.contract})`,
    runtimes.join(', '),
    `${facts.system}, ${app.platform} ${facts.arch}, ${facts.cores} cores, ` +
      `${(facts.memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`,
    `Engine: ${engine.status} on ${engine.device ?? 'no device'}, restarted ${engine.restarts} times` +
      (engine.message === undefined ? '' : ` (${engine.message})`),
    `Wanted: ${settings.device}, ${sizeText(settings.resolution)} at ${settings.targetFps} fps, ` +
      `style ${settings.styleId ?? 'none'} of ${facts.styles}`,
    '',
    'Devices:',
    ...facts.devices.map(({ id, name, available, reason }) =>
      available ? `- ${id}: ${name}` : `- ${id}: not available (${reason ?? 'no reason given'})`,
    ),
    '',
    'Last lines of the log:',
    ...(facts.log.length > 0 ? facts.log : ['(none)']),
  ];
  return `${mask(lines.join('\n'))}\n`;
}

function sizeText(resolution: Settings['resolution']): string {
  return resolution === 'auto' ? 'automatic size' : `${resolution.width}x${resolution.height}`;
}
