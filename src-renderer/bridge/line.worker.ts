/** The worker's side of a line: one socket, and everything that goes over it. */
import { SocketLine, type FromLine, type ToLine } from './line.ts';

let line: SocketLine | null = null;

const tell = (message: FromLine, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

function open(url: string): SocketLine {
  const opened = new SocketLine(new WebSocket(url));
  opened.onopen = () => tell({ type: 'open' });
  opened.onclose = () => tell({ type: 'close' });
  opened.onmessage = (data) => tell({ type: 'message', data }, typeof data === 'string' ? [] : [data]);
  opened.onfree = (memory) => tell({ type: 'free', memory }, [memory]);
  return opened;
}

self.onmessage = ({ data }: MessageEvent<ToLine>): void => {
  if (data.type === 'open') line = open(data.url);
  else line?.send(data.data);
};
