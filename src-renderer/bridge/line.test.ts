import { describe, expect, it } from 'vitest';
import { SocketLine, WorkerLine, type FromLine, type Line, type ToLine } from './line.ts';

/** A socket, or a worker that keeps one: the test plays the other end. */
class FakeSocket {
  binaryType = '';
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  closed = false;
  readonly sent: unknown[] = [];
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {
    this.closed = true;
    this.onclose?.();
  }
}

class FakeWorker {
  onmessage: ((event: { data: FromLine }) => void) | null = null;
  onerror: (() => void) | null = null;
  ended = false;
  readonly told: { message: ToLine; moved: Transferable[] }[] = [];
  postMessage(message: ToLine, moved: Transferable[]): void {
    this.told.push({ message, moved });
  }
  terminate(): void {
    this.ended = true;
  }
}

function heardOn(line: Line): unknown[] {
  const heard: unknown[] = [];
  line.onopen = () => heard.push('open');
  line.onmessage = (data) => heard.push(data);
  line.onfree = (memory) => heard.push(memory);
  line.onclose = () => heard.push('close');
  return heard;
}

describe('a line over a socket', () => {
  it('takes binary messages as memory, and gives memory back once it is sent', () => {
    const socket = new FakeSocket();
    const line = new SocketLine(socket as unknown as WebSocket);
    expect(socket.binaryType).toBe('arraybuffer');
    const heard = heardOn(line);
    socket.onopen?.();
    const bytes = new Uint8Array([1, 2]);
    line.send('text');
    line.send(bytes);
    socket.onmessage?.({ data: 'answer' });
    line.close();
    expect(socket.sent).toEqual(['text', bytes]);
    expect(heard).toEqual(['open', bytes.buffer, 'answer', 'close']);
  });
});

describe('a line over a worker', () => {
  const open = () => {
    const worker = new FakeWorker();
    const line = new WorkerLine('ws://here/ws', worker as unknown as Worker);
    return { worker, line, heard: heardOn(line) };
  };

  it('opens the address there, and moves bytes instead of copying them', () => {
    const { worker, line } = open();
    const bytes = new Uint8Array([1, 2]);
    line.send('text');
    line.send(bytes);
    expect(worker.told).toEqual([
      { message: { type: 'open', url: 'ws://here/ws' }, moved: [] },
      { message: { type: 'send', data: 'text' }, moved: [] },
      { message: { type: 'send', data: bytes }, moved: [bytes.buffer] },
    ]);
  });

  it('tells what the worker tells', () => {
    const { worker, heard } = open();
    const [memory, data] = [new ArrayBuffer(2), new ArrayBuffer(3)];
    worker.onmessage?.({ data: { type: 'open' } });
    worker.onmessage?.({ data: { type: 'free', memory } });
    worker.onmessage?.({ data: { type: 'message', data } });
    expect(heard).toEqual(['open', memory, data]);
  });

  it('is over when its socket is, when the worker breaks, and when it is closed, and its worker with it', () => {
    const endings: ((worker: FakeWorker, line: Line) => void)[] = [
      (worker) => worker.onmessage?.({ data: { type: 'close' } }),
      (worker) => worker.onerror?.(),
      (_worker, line) => line.close(),
    ];
    for (const end of endings) {
      const { worker, line, heard } = open();
      end(worker, line);
      worker.onmessage?.({ data: { type: 'message', data: 'too late' } });
      expect(heard).toEqual(['close']);
      expect(worker.ended).toBe(true);
    }
  });
});
