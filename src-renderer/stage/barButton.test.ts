import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import BarButton from './BarButton.svelte';

it('keeps the keyboard’s focus while its command is out of use', () => {
  const words = {
    id: 'record.toggle',
    icon: '',
    title: 'Record',
    hint: 'Record (R)',
    text: null,
    tone: null,
  };
  const props = { ...words, pressed: null, apart: false, disabled: true, onpress: () => undefined };
  const { body } = render(BarButton, { props: { ...props, onrelease: null } });
  expect(body).toContain('aria-disabled="true"');
  expect(body).not.toMatch(/ disabled[ >=]/);
});
