/** What is asked before a window is closed that something would be cut off with. */
import type { MessageBoxOptions } from 'electron';
import type { Work } from '../studio/work.ts';
import type { MenuLanguage } from './menuLabels.ts';

const en = {
  recording: 'A clip is being recorded.',
  recordingDetail: 'If you close the window, the recording ends here and is saved.',
  repainting: 'A file is being repainted.',
  repaintingDetail: 'If you close the window, it ends here. Of a video, what is done so far is kept.',
  close: 'Close the Window',
  stay: 'Keep Going',
};
const ja: typeof en = {
  recording: '録画しています。',
  recordingDetail: 'ウインドウを閉じると、録画はここで終わり、そこまでが保存されます。',
  repainting: 'ファイルを描き直しています。',
  repaintingDetail: 'ウインドウを閉じると、ここで終わります。動画は、できたところまでが残ります。',
  close: 'ウインドウを閉じる',
  stay: '続ける',
};

/** The answer that closes the window; any other keeps it. */
export const CLOSE = 0;

/** The question, in the person's language; null where a closed window cuts nothing off. */
export function closeQuestion(
  { recording, repainting }: Work,
  language: MenuLanguage,
): MessageBoxOptions | null {
  if (!recording && !repainting) return null;
  const say = language === 'ja' ? ja : en;
  return {
    type: 'question',
    // What is lost counts more than what is saved.
    message: repainting ? say.repainting : say.recording,
    detail: repainting ? say.repaintingDetail : say.recordingDetail,
    buttons: [say.close, say.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
}
