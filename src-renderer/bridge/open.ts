/** Chooses the bridge for the shell that the page runs in. */
import type { Bridge } from './bridge.ts';
import { PortBridge } from './port.ts';
import { SocketBridge, socketUrl } from './socket.ts';

/** The preload's bridge where there is a preload, else the WebSocket's. */
export function openBridge(): Bridge {
  return window.pastiche ? new PortBridge(window.pastiche, window) : new SocketBridge(socketUrl(location));
}
