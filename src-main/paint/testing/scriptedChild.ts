/** Paint processes that do what a test tells them to. */
import type { PaintChild } from '../child.ts';
import type { ToPaint } from '../protocol.ts';

/** One of them, from behind. */
export interface ScriptedChild {
  readonly sent: ToPaint[];
  killed: boolean;
  say(data: unknown): void;
  die(): void;
}

/** Starts such processes; `answer` is what each does with what it is sent. */
export function scriptedPaint(answer: (message: ToPaint, child: ScriptedChild) => void = () => undefined) {
  const children: ScriptedChild[] = [];
  const spawn = (): PaintChild => {
    let hear: (data: unknown) => void = () => undefined;
    let exit: () => void = () => undefined;
    const child: ScriptedChild = {
      sent: [],
      killed: false,
      say: (data) => hear(data),
      die: () => exit(),
    };
    children.push(child);
    return {
      pid: 1000 + children.length,
      send: (message) => {
        child.sent.push(message);
        answer(message, child);
      },
      onMessage: (listener) => void (hear = listener),
      onExit: (listener) => void (exit = listener),
      kill: () => {
        child.killed = true;
        exit();
      },
    };
  };
  return { spawn, children, last: () => children.at(-1)! };
}
