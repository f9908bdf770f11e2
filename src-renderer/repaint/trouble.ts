/** What went wrong with a file, in words that say what to do. */
import { t, told } from '../language/language.svelte.ts';
import { messageOf } from '../language/messageOf.ts';
import type { FilmTrouble } from './messages.ts';
import { type TaskCode, TaskError } from './task.ts';

type Own = FilmTrouble | 'empty' | 'heic' | 'too-slow' | 'bad-input' | 'too-large';

/** The sentence for the person. */
export function troubleText(error: unknown, name: string): string {
  const message = messageOf(error);
  if (!(error instanceof TaskError)) return t('repaint.failed', { name, message });
  const codec = message.toUpperCase();
  const words: Readonly<Record<Own, () => string>> = {
    empty: () => t('repaint.empty', { name }),
    heic: () => t('repaint.heic', { name }),
    'bad-input': () => t('repaint.notPicture', { name }),
    'too-large': () => t('repaint.tooLarge', { name }),
    unreadable: () => t('repaint.unreadable', { name }),
    'no-video': () => t('repaint.noVideo', { name }),
    undecodable: () => t('repaint.undecodable', { name, codec }),
    unencodable: () => t('recorder.unsupported'),
    'too-small': () => t('repaint.tooSmall', { name }),
    encoder: () => (message ? t('repaint.encoder', { name, message }) : t('repaint.encoderSilent', { name })),
    broken: () => t('repaint.broken', { name }),
    'too-slow': () => t('recorder.tooSlow'),
  };
  const { code } = error;
  return isOwn(code, words) ? words[code]() : told({ code, message });
}

/** What is no word of ours is the contract's. */
function isOwn(code: TaskCode, words: Readonly<Record<Own, unknown>>): code is Own {
  return code in words;
}
