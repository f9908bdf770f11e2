import { expect, it } from 'vitest';
import { Settings } from './contract.ts';
import { maskHome } from './log.ts';
import { reportText, type ReportFacts } from './report.ts';

const facts: ReportFacts = {
  app: { contract: 1, version: '1.2.3', shell: 'electron', platform: 'linux' },
  versions: { node: '24.1.0', electron: '45.0.0', chrome: '150.0.1', zlib: '1' },
  arch: 'arm64',
  system: 'Linux 6.8',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  settings: Settings.parse({ styleId: 'wave' }),
  engine: { status: 'failed', device: null, pid: null, restarts: 4, message: 'It died too often.' },
  devices: [
    { id: 'cpu', name: 'CPU, 2 threads', available: true },
    { id: 'webgpu', name: 'WebGPU', available: false, reason: 'no adapter' },
  ],
  styles: 3,
  log: ['2026-01-02 error painter: cannot read /home/ann/x.onnx'],
};

it('tells versions, machine, devices and the last of the log, and not who the person is', () => {
  expect(reportText(facts, maskHome('/home/ann'))).toBe(
    [
      'Pastiche 1.2.3 (electron shell, contract 1)',
      'Electron 45.0.0, Chromium 150.0.1, Node.js 24.1.0',
      'Linux 6.8, linux arm64, 2 cores, 8.0 GiB of memory',
      'Engine: failed on no device, restarted 4 times (It died too often.)',
      'Wanted: auto, automatic size at 30 fps, style wave of 3',
      '',
      'Devices:',
      '- cpu: CPU, 2 threads',
      '- webgpu: not available (no adapter)',
      '',
      'Last lines of the log:',
      '2026-01-02 error painter: cannot read ~/x.onnx',
      '',
    ].join('\n'),
  );
});

it('does without what is not known', () => {
  const text = reportText({ ...facts, versions: { node: '24.1.0' }, devices: [], log: [] }, (all) => all);
  expect(text).toContain('\nNode.js 24.1.0\n');
  expect(text).toContain('log:\n(none)\n');
});
