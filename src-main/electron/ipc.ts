/** The contract over Electron's IPC: requests in, events out, every sender checked. */
import type { IpcMain, WebContents } from 'electron';
import type { Reply } from '../studio/contract.ts';
import type { Studio } from '../studio/studio.ts';
import { isTrustedSender } from './security.ts';
import { channels } from './surface.ts';

/** What the wiring needs. */
export interface IpcParts {
  ipcMain: Pick<IpcMain, 'handle' | 'on'>;
  studio: Pick<Studio, 'request' | 'listen'>;
  /** Our window's contents; null while there is no window. */
  page(): WebContents | null;
  /** The page listens for frame ports now. */
  onPageListens(): void;
}

/** Answers the page's requests and sends it the studio's events. */
export function connectIpc({ ipcMain, studio, page, onPageListens }: IpcParts): void {
  ipcMain.handle(channels.request, async (event, name: unknown, args: unknown): Promise<Reply<unknown>> => {
    if (!isTrustedSender(event, page())) throw new Error('This frame may not speak to the app.');
    if (typeof name !== 'string') {
      return { ok: false, code: 'malformed', message: "A request's name is a string." };
    }
    return studio.request(name, args);
  });
  ipcMain.on(channels.wantFramePort, (event) => {
    if (isTrustedSender(event, page())) onPageListens();
  });
  studio.listen((name, data) => {
    const contents = page();
    if (contents && !contents.isDestroyed()) contents.send(channels.event, name, data);
  });
}
