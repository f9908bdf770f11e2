import type { Port } from '../../process/port.ts';

/** A port whose other end is the test. */
export class TestPort implements Port {
  readonly posted: unknown[] = [];
  send: (data: unknown, ports?: readonly Port[]) => void = () => undefined;
  close: () => void = () => undefined;
  post(message: unknown): Promise<void> {
    this.posted.push(message);
    return Promise.resolve();
  }
  delivered(): Promise<void> {
    return Promise.resolve();
  }
  onMessage(listener: (data: unknown, ports: readonly Port[]) => void): void {
    this.send = (data, ports = []) => listener(data, ports);
  }
  onClose(listener: () => void): void {
    this.close = listener;
  }
}
