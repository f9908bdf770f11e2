/** What the Help menu does for a person in trouble. */
import type { Clipboard, Shell } from 'electron';
import { messageOf } from '../paint/refusal.ts';
import { type Notice, requests } from '../studio/contract.ts';
import type { Studio } from '../studio/studio.ts';
import { makeFolder } from '../train/makeFolder.ts';

/**
 * Opens a folder in the system's file manager; gives what there is to say about it. It is made where it is not there
 * yet, as the log's is before anything went wrong.
 */
export async function openFolder(
  system: Pick<Shell, 'openPath'>,
  folder: string,
): Promise<Notice | undefined> {
  const made = makeFolder(folder).then(() => '', messageOf);
  const problem = (await made) || (await system.openPath(folder));
  return problem === '' ? undefined : { level: 'error', message: `${folder} cannot be shown: ${problem}` };
}

/** Copies the details for a report; gives what there is to say about it. */
export async function copyDetails(
  studio: Pick<Studio, 'request'> | undefined,
  clipboard: Pick<Clipboard, 'writeText'>,
): Promise<Notice> {
  const reply = await studio?.request('report.details', {});
  if (!reply?.ok) return { level: 'error', message: reply?.message ?? 'Pastiche is closing.' };
  try {
    await clipboard.writeText(requests['report.details'].result.parse(reply.value).text);
  } catch (error) {
    return { level: 'error', message: `The details cannot be copied: ${messageOf(error)}` };
  }
  return { level: 'info', message: 'Copied. Paste it where you write your report; read it first.' };
}
