import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../graph/index.ts';
import { describeModel } from '../../paint/describe.ts';
import { givenName, withTitle } from './giving.ts';

const bytes = readFileSync(join(import.meta.dirname, '..', '..', '..', 'models', 'great-wave.onnx'));

describe('a style that is given away', () => {
  it('has the person’s title in it, once, and is the same otherwise', () => {
    const given = withTitle(bytes, 'Sturm 嵐');
    const [before, after] = [decodeModel(bytes), decodeModel(given)];
    expect(describeModel(given)).toEqual({ ...describeModel(bytes), title: 'Sturm 嵐' });
    expect(after.metadataProps.filter(({ key }) => key === 'title')).toHaveLength(1);
    expect(after.graph).toEqual(before.graph);
    expect(after.opsetImport).toEqual(before.opsetImport);
  });

  it('still names its painting and whom to credit', () => {
    expect(describeModel(withTitle(bytes, 'Sturm 嵐'))).toMatchObject({
      painting: 'The Great Wave off Kanagawa',
      credit: expect.stringContaining('VGG-19') as string,
    });
  });

  it('that still has its own title is the file as it is', () => {
    const { title = '' } = describeModel(bytes);
    expect(withTitle(bytes, title)).toBe(bytes);
    const text = Buffer.from('no model');
    expect(withTitle(text, 'A')).toBe(text);
  });

  it('is called by its title, as far as file systems allow', () => {
    expect(givenName({ id: 'a', title: 'Blue Café' })).toBe('Blue Café.onnx');
    expect(givenName({ id: 'a', title: 'One/Two: "three"' })).toBe('One Two three.onnx');
    expect(givenName({ id: 'my-style', title: '...' })).toBe('my-style.onnx');
  });
});
