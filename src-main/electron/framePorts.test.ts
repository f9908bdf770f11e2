import type { MessagePortMain } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineState } from '../studio/contract.ts';
import { FramePorts } from './framePorts.ts';

const state = (status: EngineState['status'], pid = 1): EngineState => ({
  status,
  device: 'cpu',
  pid,
  restarts: 0,
});

let channels = 0;
let running: number[] = [];
const connect = vi.fn<(pid: number, port: MessagePortMain) => boolean>();
const send = vi.fn<(port: MessagePortMain) => void>();
let ports: FramePorts;

beforeEach(() => {
  channels = 0;
  running = [1];
  connect.mockReset().mockImplementation((pid) => running.includes(pid));
  send.mockReset();
  ports = new FramePorts({
    makeChannel: () => {
      channels += 1;
      const end = (name: string): MessagePortMain =>
        `${name} of channel ${channels}` as unknown as MessagePortMain;
      return { port1: end('one end'), port2: end('other end') };
    },
    painter: { connect },
    send,
  });
});

describe('ports to the paint process', () => {
  it('join the page that listens to the process that is ready, one end each', () => {
    ports.engineIs(state('ready'));
    expect(send).not.toHaveBeenCalled();
    ports.pageWants();
    expect(connect).toHaveBeenCalledExactlyOnceWith(1, 'one end of channel 1');
    expect(send).toHaveBeenCalledExactlyOnceWith('other end of channel 1');
  });

  it('wait for a process that is not ready yet', () => {
    ports.pageWants();
    ports.engineIs(state('starting'));
    expect(channels).toBe(0);
    ports.engineIs(state('ready'));
    expect(send).toHaveBeenCalledOnce();
  });

  it('are new when the process is, and hold when the same process only moves to another device', () => {
    ports.pageWants();
    ports.engineIs(state('ready'));
    ports.engineIs({ ...state('ready'), device: 'webgpu' });
    expect(channels).toBe(1);
    ports.engineIs(state('restarting'));
    running = [2];
    ports.engineIs(state('ready', 2));
    expect(send).toHaveBeenLastCalledWith('other end of channel 2');
  });

  it('lead to the process that paints, not to the one that gets ready beside it', () => {
    running = [1, 2];
    ports.engineIs(state('ready', 1));
    ports.pageWants();
    expect(connect).toHaveBeenLastCalledWith(1, 'one end of channel 1');
    // It takes the other's place without a moment in which nobody paints.
    ports.engineIs(state('ready', 2));
    expect(connect).toHaveBeenLastCalledWith(2, 'one end of channel 2');
    expect(send).toHaveBeenLastCalledWith('other end of channel 2');
  });

  it('are new for a page that was reloaded', () => {
    ports.engineIs(state('ready'));
    ports.pageWants();
    ports.pageWants();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('are not made for a page that has gone', () => {
    ports.pageWants();
    ports.pageGone();
    ports.engineIs(state('ready'));
    expect(channels).toBe(0);
  });

  it('are not sent when the process ended meanwhile', () => {
    running = [];
    ports.pageWants();
    ports.engineIs(state('ready'));
    expect(send).not.toHaveBeenCalled();
  });
});
