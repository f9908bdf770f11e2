import { expect, it } from 'vitest';
import { encodeModel } from '../graph/index.ts';
import { adoptModel } from './adopt.ts';
import { describeModel } from './describe.ts';
import { foreignModel } from './testing/foreignModel.ts';

it('what other tools say of a model under our words is left out, and the model hangs all the same', async () => {
  const metadata = {
    title: ' Waves ',
    training: 'for two days on one card',
    losses: '{"style":',
    year: 'old',
  };
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const bytes = encodeModel({ ...foreignModel({ input: [1, 3, 'h', 'w'] }), metadataProps });
  expect(describeModel(bytes)).toEqual({ title: 'Waves' });
  expect((await adoptModel(bytes)).description).toEqual({ title: 'Waves' });
});

it.each([
  [' ', undefined],
  ['1831', 1831],
])('a year that says "%s" is %s', (year, read) => {
  const bytes = encodeModel({ ...foreignModel(), metadataProps: [{ key: 'year', value: year }] });
  expect(describeModel(bytes).year).toBe(read);
});

it('what our trainer says is read', () => {
  const metadata = { training: '{"steps":400,"size":208}', losses: '{"content":1,"style":0.5,"tv":2}' };
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const { training, losses } = describeModel(encodeModel({ ...foreignModel(), metadataProps }));
  expect([training?.steps, losses?.style]).toEqual([400, 0.5]);
});
