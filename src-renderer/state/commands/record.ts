/** Commands about recording. */
import { formatDuration } from '../../language/format.ts';
import { bytes, t } from '../../language/language.svelte.ts';
import type { Studio } from '../studio.svelte.ts';
import type { Command } from './command.ts';

const DOT = 'M10 4.4a5.6 5.6 0 1 1 0 11.2 5.6 5.6 0 0 1 0-11.2Z';
const SQUARE = 'M6 6h8v8H6Z';
const BARS = 'M7.2 4.5v11M12.8 4.5v11';
const TRIANGLE = 'M7 4.5v11l8.5-5.5Z';
const MICROPHONE =
  'M10 3a2.2 2.2 0 0 1 2.2 2.2v4.6a2.2 2.2 0 0 1-4.4 0V5.2A2.2 2.2 0 0 1 10 3ZM5.2 9.6a4.8 4.8 0 0 0 9.6 0M10 14.4V17';

/** Record, pause, mute, snapshot, the shelf, and what is chosen before. The bar has what makes sense just now. */
export function recordCommands({ recording: { recorder } }: Studio): readonly Command[] {
  const { active, status } = recorder;
  const paused = status === 'paused';
  return [
    {
      id: 'record.toggle',
      group: 'record',
      title: () => (active ? t('recorder.stop') : t('recorder.record')),
      keys: ['R'],
      enabled: ({ live }) => active || (status === 'idle' && live),
      checked: () => active,
      run: ({ recording }) => {
        recording.choosing = false;
        void recording.recorder.toggle();
      },
      bar: { order: 300, icon: active ? SQUARE : DOT, tone: 'record', text: recordText },
    },
    {
      id: 'record.pause',
      group: 'record',
      title: () => (paused ? t('recorder.resume') : t('recorder.pause')),
      keys: ['P'],
      enabled: () => active,
      checked: () => paused,
      run: ({ recording }) => recording.recorder.pauseOrResume(),
      ...(active && { bar: { order: 310, icon: paused ? TRIANGLE : BARS } }),
    },
    {
      id: 'record.mute',
      group: 'record',
      title: () => (recorder.muted ? t('recorder.unmute') : t('recorder.mute')),
      enabled: () => active && recorder.hasSound,
      checked: () => active && recorder.muted,
      run: ({ recording }) => recording.recorder.mute(!recorder.muted),
      ...(active &&
        recorder.hasSound && {
          bar: { order: 320, icon: recorder.muted ? `${MICROPHONE}M4 4l12 12` : MICROPHONE },
        }),
    },
    {
      id: 'record.snapshot',
      group: 'record',
      title: () => t('recorder.snapshot'),
      keys: ['S'],
      enabled: ({ live }) => live,
      run: ({ recording }) => void recording.snapshot(),
      bar: {
        order: 330,
        icon: 'M3 6.5h3l1.2-2h5.6l1.2 2h3V16H3ZM10 8.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6Z',
      },
    },
    {
      id: 'record.library',
      group: 'record',
      title: () => t('recordings.open'),
      keys: ['L'],
      run: ({ recording }) => void recording.shelf.show(),
      ...(!active && { bar: { order: 340, icon: 'M3 5h14v10H3ZM6 5v10M14 5v10M3 10h3M14 10h3' } }),
    },
    {
      id: 'record.repaint',
      group: 'record',
      title: () => t('repaint.choose'),
      keys: ['O'],
      enabled: ({ style }) => style !== null,
      run: ({ recording }) => void recording.chooseFiles(),
    },
    {
      id: 'record.options',
      group: 'record',
      title: () => t('recorder.options'),
      enabled: () => status === 'idle',
      checked: ({ recording }) => recording.choosing,
      run: ({ recording }) => (recording.choosing = !recording.choosing),
      ...(!active && {
        bar: {
          order: 350,
          icon: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6ZM7 12.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z',
        },
      }),
    },
  ];
}

function recordText({ recording: { recorder } }: Studio): string | null {
  switch (recorder.status) {
    case 'idle':
      return null;
    case 'starting':
      return t('recorder.starting');
    case 'finishing':
      return t('recorder.finishing');
    case 'recording':
    case 'paused':
      return `${formatDuration(recorder.progress.seconds)} · ${bytes(recorder.progress.bytes)}`;
  }
}
