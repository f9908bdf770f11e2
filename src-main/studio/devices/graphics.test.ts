import { expect, it } from 'vitest';
import { graphicsFacts, type RunProgram } from './graphics.ts';

const KEY = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968}\\0000';

/** Windows with a card, in German. */
function windows(card: string, driver: string): RunProgram {
  return (_file, args) => {
    const value = args.at(-1)!;
    const said = value === 'DriverDesc' ? card : driver;
    return Promise.resolve(
      `\r\n${KEY}\r\n    ${value}    REG_SZ    ${said}\r\n\r\nEnde der Suche: 1 Treffer.\r\n`,
    );
  };
}

it('on Windows, tells cards and drivers apart, and nothing else', async () => {
  const facts = await graphicsFacts('win32', {}, windows('Radeon 780M', '31.0.1'));
  expect(facts).toEqual(['DriverDesc REG_SZ Radeon 780M', 'DriverVersion REG_SZ 31.0.1']);
  expect(await graphicsFacts('win32', {}, windows('Radeon 780M', '31.0.2'))).not.toEqual(facts);
  expect(await graphicsFacts('win32', {}, windows('Arc A770', '31.0.1'))).not.toEqual(facts);
});

it('on Windows, asks the system itself, wherever it is installed', async () => {
  const asked: string[] = [];
  const run: RunProgram = (file) => Promise.resolve(String(asked.push(file)));
  await graphicsFacts('win32', { SystemRoot: 'D:\\Win' }, run);
  await graphicsFacts('win32', {}, run);
  expect(new Set(asked)).toEqual(new Set(['D:\\Win\\System32\\reg.exe', 'C:\\Windows\\System32\\reg.exe']));
});

it('on macOS, goes by the build of the system', async () => {
  expect(await graphicsFacts('darwin', {}, () => Promise.resolve('23E224\n'))).toEqual(['23E224']);
});

it('asks nobody on Linux, where files tell', async () => {
  expect(await graphicsFacts('linux', {}, () => Promise.reject(new Error('asked')))).toEqual([]);
});

it('goes without where the system cannot be asked', async () => {
  expect(await graphicsFacts('win32', { SystemRoot: '/nowhere' })).toEqual([]);
});
