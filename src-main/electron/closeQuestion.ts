/** What is asked before a window is closed, or the app ended, that something would be cut off with. */
import type { MessageBoxOptions } from 'electron';
import type { Work } from '../studio/work.ts';
import type { MenuLanguage } from './menuLabels.ts';

const en = {
  still: 'A still is not saved yet.',
  stillDetail: 'If you close the window, it is lost: open “Paint a still” and save it first.',
  recording: 'A clip is being recorded.',
  recordingDetail: 'If you close the window, the recording ends here and is saved.',
  repainting: 'A file is being repainted.',
  repaintingDetail: 'If you close the window, it ends here. Of a video, what is done so far is kept.',
  stillAlone: 'If you quit now, it is lost: open the window again, then “Paint a still”, and save it first.',
  close: 'Close the Window',
  quit: 'Quit',
  stay: 'Keep Going',
};
const ja: typeof en = {
  still: '静止画がまだ保存されていません。',
  stillDetail: 'ウインドウを閉じると失われます。残すには、先に「静止画を描く」を開いて保存してください。',
  recording: '録画しています。',
  recordingDetail: 'ウインドウを閉じると、録画はここで終わり、そこまでが保存されます。',
  repainting: 'ファイルを描き直しています。',
  repaintingDetail: 'ウインドウを閉じると、ここで終わります。動画は、できたところまでが残ります。',
  stillAlone:
    '今終了すると失われます。残すには、先にウインドウを開き直し、「静止画を描く」で保存してください。',
  close: 'ウインドウを閉じる',
  quit: '終了する',
  stay: '続ける',
};

/** The answer that closes the window or ends the app; any other keeps it. */
export const CLOSE = 0;

/**
 * The question, in the person's language; null where a closed window cuts nothing off. `ends`: the app ends with the
 * window.
 */
export function closeQuestion(
  { recording, repainting, still }: Work,
  language: MenuLanguage,
  ends: boolean,
): MessageBoxOptions | null {
  const say = language === 'ja' ? ja : en;
  // What is lost counts more than what is saved.
  const cut: Cut[] = [];
  if (still && ends) cut.push({ message: say.still, detail: say.stillDetail });
  if (repainting) cut.push({ message: say.repainting, detail: say.repaintingDetail });
  else if (recording) cut.push({ message: say.recording, detail: say.recordingDetail });
  return question(cut, say.close, say.stay);
}

/** The same for an app without a window, where only a still is left to be lost: the rest ended with its window. */
export function quitQuestion({ still }: Work, language: MenuLanguage): MessageBoxOptions | null {
  const say = language === 'ja' ? ja : en;
  return question(still ? [{ message: say.still, detail: say.stillAlone }] : [], say.quit, say.stay);
}

interface Cut {
  readonly message: string;
  readonly detail: string;
}

function question(cut: readonly Cut[], close: string, stay: string): MessageBoxOptions | null {
  if (cut.length === 0) return null;
  return {
    type: 'question',
    message: cut.map(({ message }) => message).join('\n'),
    detail: cut.map(({ detail }) => detail).join('\n'),
    buttons: [close, stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
}
