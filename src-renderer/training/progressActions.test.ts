/** The buttons of a training that has begun. */
import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import type { Training } from '../bridge/contract.ts';
import type { Studio } from '../state/studio.svelte.ts';
import ProgressActions from './ProgressActions.svelte';

/** The buttons as they come one after the other: what each is, and whether it does something. */
function buttons(status: Training['status'], step: number): string[] {
  const training = { id: 'wave', status, step, steps: 100 } as Training;
  const studio = { trainings: {}, styles: [] } as unknown as Studio;
  const { body } = render(ProgressActions, { props: { studio, training, resumes: status === 'paused' } });
  return [...body.matchAll(/<button([^>]*)>([^<]*)/g)].map(([, attributes = '', label = '']) =>
    attributes.includes('aria-disabled="true"') ? `${label.trim()} (not yet)` : label.trim(),
  );
}

it.each(['waiting', 'running'] as const)('stay where they are when the first step is done: %s', (status) => {
  expect(buttons(status, 0)).toEqual(['Pause', 'Stop and keep (not yet)', 'Train again…', 'Delete']);
  expect(buttons(status, 1)).toEqual(['Pause', 'Stop and keep', 'Train again…', 'Delete']);
});

it('say why one does nothing yet', () => {
  const training = { id: 'wave', status: 'running', step: 0, steps: 100 } as Training;
  const studio = { trainings: {}, styles: [] } as unknown as Studio;
  const { body } = render(ProgressActions, { props: { studio, training, resumes: false } });
  expect(body).toContain('title="Once it has learned a step"');
});

it('offer nothing to keep where nothing was learned, and nothing comes', () => {
  expect(buttons('failed', 0)).toEqual(['Train again…', 'Delete']);
  expect(buttons('paused', 3)).toEqual(['Go on', 'Stop and keep', 'Train again…', 'Delete']);
});
