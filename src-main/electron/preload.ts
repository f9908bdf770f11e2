/**
 * Runs sandboxed beside the page and gives it {@link PasticheApi}, nothing else: no channel name, event
 * object or Electron part ever reaches the page.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { EventData, Reply } from '../studio/contract.ts';
import { channels, eventNames, FRAME_PORT_MESSAGE, requestNames, type PasticheApi } from './surface.ts';

/** The two parts of the page's world used here; the main side is compiled without the DOM's types. */
declare const window: { postMessage(message: unknown, target: string, ports: readonly Port[]): void };
declare const location: { readonly origin: string };
interface Port {
  close(): void;
}

const portListeners = new Set<() => void>();

const api: PasticheApi = {
  async request(name, args) {
    if (!Object.hasOwn(requestNames, name)) {
      return { ok: false, code: 'unknown-request', message: `There is no request "${name}".` };
    }
    // Main answers with the contract's reply to this very request.
    return (await ipcRenderer.invoke(channels.request, name, args)) as Reply<never>;
  },
  on(name, listener) {
    if (!Object.hasOwn(eventNames, name) || typeof listener !== 'function') {
      throw new TypeError(`There is no event "${name}", or its listener is not a function.`);
    }
    const receive = (_event: IpcRendererEvent, sent: unknown, data: unknown): void => {
      if (sent === name) listener(data as EventData<typeof name>);
    };
    ipcRenderer.on(channels.event, receive);
    return () => {
      ipcRenderer.off(channels.event, receive);
    };
  },
  onFramePort(listener) {
    if (typeof listener !== 'function') throw new TypeError('The listener is not a function.');
    // Wrapped, so that one function given twice counts twice.
    const entry = (): void => listener();
    portListeners.add(entry);
    ipcRenderer.send(channels.wantFramePort);
    return () => {
      portListeners.delete(entry);
    };
  },
};

contextBridge.exposeInMainWorld('pastiche', api);

ipcRenderer.on(channels.framePort, (event) => {
  const ports = event.ports as readonly Port[];
  if (portListeners.size === 0) {
    for (const port of ports) port.close();
    return;
  }
  window.postMessage({ type: FRAME_PORT_MESSAGE }, location.origin, ports);
  for (const listener of portListeners) listener();
});
