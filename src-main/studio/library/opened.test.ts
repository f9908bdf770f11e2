import { expect, it } from 'vitest';
import { Interpreter } from '../../../src-renderer/language/heard.ts';
import { heard } from '../../../src-renderer/language/ja/heard.ts';
import { whatBecame, whatIsTried } from './opened.ts';

const hung = (title: string) => ({ status: 'fulfilled' as const, value: { title } });
const refused = (message: string) => ({ status: 'rejected' as const, reason: new Error(message) });

it('says what is tried, by its name where it is one', () => {
  expect(whatIsTried(['/home/me/wave.onnx']).message).toBe('Trying “wave.onnx” as a style…');
  expect(whatIsTried(['/a.onnx', '/b.onnx']).message).toBe('Trying 2 files as styles…');
});

it('says in one sentence each what hangs and what was refused, however many there were', () => {
  expect(whatBecame([])).toEqual([]);
  expect(whatBecame([hung('Wave')])).toEqual([
    { level: 'info', message: '“Wave” hangs in the gallery now.' },
  ]);
  expect(whatBecame([hung('Wave'), refused('"a" cannot be read: EIO'), hung('Night')])).toEqual([
    { level: 'info', message: '2 styles hang in the gallery now.' },
    { level: 'error', message: '"a" cannot be read: EIO' },
  ]);
});

it('can be said in Japanese when several were refused', () => {
  const empty = (name: string) => `"${name}" cannot be a style: the file is empty.`;
  const [notice] = whatBecame([refused(empty('a.onnx')), refused('"b.onnx" cannot be kept: EIO')]);
  expect(notice).toEqual({
    level: 'error',
    message: `${empty('a.onnx')} "b.onnx" cannot be kept: EIO.`,
  });
  const said = new Interpreter(heard).say(notice!.message);
  expect(said).not.toMatch(/cannot/);
  expect(said).toMatch(/a\.onnx.*b\.onnx/);
});
