/** For tests: a child process that is only pretended. */
import type { Child } from '../child.ts';

/** Keeps what it is sent (`M`), and says (`S`) and dies as the test tells it. */
export class Puppet<M, S> implements Child<M> {
  readonly pid = 1;
  readonly sent: M[] = [];
  say: (message: S) => void = () => undefined;
  die: () => void = () => undefined;

  send(message: M): void {
    this.sent.push(message);
  }
  onMessage(listener: (data: unknown) => void): void {
    this.say = listener;
  }
  onExit(listener: () => void): void {
    this.die = listener;
  }
  kill(): void {
    this.die();
  }
}
