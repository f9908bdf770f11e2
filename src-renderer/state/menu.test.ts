import { describe, expect, it, vi } from 'vitest';
import type { MenuCommand } from '../bridge/contract.ts';
import { connectMenu, type PageCommands } from './menu.ts';

function connect(commands: PageCommands) {
  const listeners = new Map<string, (data: object) => void>();
  const stopped = vi.fn();
  const chooseStyle = vi.fn();
  const request = vi.fn((_name: string, _args: unknown) => Promise.resolve({ ok: true, value: null }));
  const on = vi.fn((event: string, listener: (data: object) => void) => {
    listeners.set(event, listener);
    return () => {
      stopped();
      listeners.delete(event);
    };
  });
  const bridge = { request: request as never, on: on as never };
  const menu = connectMenu(bridge, { commands: () => commands, chooseStyle });
  const choose = (id: MenuCommand): void => listeners.get('menu.command')?.({ id });
  const pick = (styleId: string): void => listeners.get('menu.style')?.({ styleId });
  return { request, menu, stopped, choose, pick, chooseStyle };
}

describe("the page's commands", () => {
  it('are offered with their state, and again only when it has changed', () => {
    let frozen = false;
    const run = (): void => void (frozen = !frozen);
    const { request, menu, choose } = connect({
      'view.freeze': { run, checked: () => frozen },
      'view.palette': { run: vi.fn(), enabled: () => false },
    });
    const offer = (checked: boolean) => ({
      commands: [
        { id: 'view.freeze', enabled: true, checked },
        { id: 'view.palette', enabled: false },
      ],
    });
    expect(request.mock.calls).toEqual([['menu.offer', offer(false)]]);
    menu.refresh();
    expect(request).toHaveBeenCalledOnce();
    choose('view.freeze');
    expect(frozen).toBe(true);
    expect(request.mock.lastCall).toEqual(['menu.offer', offer(true)]);
  });

  it('run when their row is chosen; those that are not there or cannot be done do not', () => {
    const run = vi.fn();
    const { choose } = connect({ 'view.palette': { run, enabled: () => false } });
    choose('view.palette');
    choose('train.new');
    choose('constructor' as MenuCommand);
    expect(run).not.toHaveBeenCalled();
  });

  it('are let go', () => {
    const { menu, stopped, pick, chooseStyle } = connect({});
    menu.stop();
    expect(stopped).toHaveBeenCalledTimes(2);
    pick('wave');
    expect(chooseStyle).not.toHaveBeenCalled();
  });
});

it('a style that is chosen in the menu is chosen as on the page', () => {
  const { pick, chooseStyle } = connect({});
  pick('wave');
  expect(chooseStyle).toHaveBeenCalledExactlyOnceWith('wave');
});
