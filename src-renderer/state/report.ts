/** What a person can pass on when something went wrong. */
import type { Bridge } from '../bridge/bridge.ts';
import { t } from '../language/language.svelte.ts';
import { messageOf } from '../language/messageOf.ts';
import type { Notices } from '../notices/notices.svelte.ts';

/** Puts the details for a report on the clipboard, and says so. */
export async function copyDetails(bridge: Pick<Bridge, 'request'>, notices: Notices): Promise<void> {
  const reply = await bridge.request('report.details', {});
  try {
    if (!reply.ok) throw new Error(reply.message);
    await navigator.clipboard.writeText(reply.value.text);
    notices.add({ level: 'info', message: t('commands.detailsCopied') });
  } catch (error) {
    const message = t('commands.detailsFailed', { message: messageOf(error) });
    notices.add({ level: 'error', message });
  }
}
