/**
 * Keeps a paint process running: starts it, brings it back when it dies or hangs, and answers the frames
 * it took down with it. Nothing a paint process does reaches the app but through here.
 */
import type { EngineState, Notice } from '../studio/contract.ts';
import { AllowedStyles } from './allowedStyles.ts';
import type { PaintChild } from './child.ts';
import { Deaths, DEATHS_WINDOW_MS, MOST_DEATHS } from './deaths.ts';
import type { FrameShape } from './painter.ts';
import { FromPaint, type PaintedFrame, type PortFrame, type Ready, refusedFrame, type StyleFile } from './protocol.ts'; // prettier-ignore
import { PendingWork } from './pending.ts';
import { messageOf, Refusal } from './refusal.ts';
import { type Prepared, Successor } from './successor.ts';
import { HANG_MS, type SupervisorOptions } from './supervisorOptions.ts';
import { Watchdog } from './watchdog.ts';

/** Runs one paint process at a time, and a second one only while that gets ready to take its place. */
export class PaintSupervisor {
  readonly #options: SupervisorOptions;
  readonly #watchdog: Watchdog;
  readonly #styles = new AllowedStyles();
  #pending = new PendingWork();
  #child: PaintChild | undefined;
  #successor: Successor | undefined;
  /** The first is the one that paints, or is to. */
  #devices: readonly string[];
  #state: EngineState = { status: 'starting', device: null, pid: null, restarts: 0 };
  #lastPrepare: Prepared | undefined;
  readonly #deaths = new Deaths();
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#devices = options.devices;
    this.#watchdog = new Watchdog({
      hangMs: options.hangMs ?? HANG_MS,
      ping: (request) => this.#child?.send({ type: 'ping', request }),
      // Its exit is not waited for: a driver may hold on to a process that hangs in it.
      onHang: () => this.#mourn(true),
    });
  }

  /** The paint process's state. */
  get state(): EngineState {
    return this.#state;
  }

  /** Starts the process. */
  start(): void {
    if (this.#child || this.#closed) return;
    this.#started = true;
    const child = this.#options.spawn();
    this.#hold(child);
    this.#update({ pid: child.pid ?? null, device: null });
    const devices = [...this.#devices];
    child.send({ type: 'start', devices, alone: this.#deaths.severalOn(devices[0]) || undefined });
    child.send({ type: 'styles', styles: this.#styles.list });
  }

  /** The library as it now is. */
  setStyles(styles: readonly StyleFile[]): void {
    this.#styles.set(styles);
    this.#child?.send({ type: 'styles', styles: this.#styles.list });
    this.#successor?.setStyles(this.#styles.list);
  }

  /**
   * Paints on the first of these, then on the next; does nothing if the first is the same, or before the
   * start. A painter that works goes on until another process is warm for it.
   */
  setDevices(devices: readonly string[]): void {
    const same = devices[0] === this.#devices[0];
    this.#devices = devices;
    if (same || !this.#started) return;
    this.#deaths.clear(devices[0]);
    this.#endSuccessor();
    const { status, device } = this.#state;
    if (status !== 'ready' || device === null) this.#replace('The painter moves to another device.');
    else if (devices[0] !== device) this.#succeed(device);
  }

  /** Starts a failed process again. One that runs is left alone. */
  restart(): EngineState {
    if (this.#state.status === 'failed') {
      this.#deaths.clear();
      this.#update({ status: 'restarting', restarts: this.#state.restarts + 1 }, null);
      this.start();
    }
    return this.#state;
  }

  /** Paints a checked frame; never rejects. */
  async paint(client: string, frame: PortFrame): Promise<PaintedFrame> {
    const { id } = frame.header;
    try {
      this.#mustBeReady();
      this.#styles.must(frame.header.styleId, frame.header.blend?.styleId);
      return await this.#pending.frame(client, id, (internalId) =>
        this.#child?.send({
          type: 'frame',
          client,
          header: { ...frame.header, id: internalId },
          pixels: frame.pixels,
        }),
      );
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internal', messageOf(error));
      return refusedFrame(id, refusal);
    }
  }

  /**
   * Loads a style ahead of need, then the others; remembered, so that a restarted process does the same.
   * Rejects with a {@link Refusal}.
   */
  async prepare(styleId: string, size: FrameShape, blendId: string | null = null): Promise<void> {
    this.#lastPrepare = { styleId, size, blendId };
    this.#mustBeReady();
    this.#styles.must(styleId, blendId);
    this.#successor?.prepare(this.#lastPrepare);
    await this.#pending.request((request) =>
      this.#child?.send({ type: 'prepare', request, styleId, blendId, ...size }),
    );
  }

  /** This page is gone: what it waited for is dropped. */
  forget(client: string): void {
    this.#pending.forget(client);
    this.#child?.send({ type: 'forget', client });
  }

  /** Ends the process for good. */
  close(): void {
    this.#closed = true;
    this.#endSuccessor();
    this.#endChild(new Refusal('unavailable', 'Pastiche is closing.'));
  }

  /** From now on this process is the painter. */
  #hold(child: PaintChild): void {
    this.#child = child;
    child.onMessage((data) => {
      if (this.#child === child) this.#hear(data);
    });
    child.onExit(() => {
      if (this.#child === child) this.#mourn();
    });
    this.#watchdog.watch();
  }

  #mustBeReady(): void {
    if (this.#child && this.#state.status === 'ready') return;
    throw new Refusal('unavailable', this.#state.message ?? 'The painter is not ready yet.');
  }

  #hear(data: unknown): void {
    const { data: message } = FromPaint.safeParse(data);
    // A process that talks nonsense is broken; killing it is how it gets mended.
    if (!message) return this.#child?.kill();
    this.#watchdog.alive();
    switch (message.type) {
      case 'ready':
        return this.#becomeReady(message);
      case 'painted':
        return this.#pending.painted(message.header, message.pixels);
      case 'done':
        return this.#pending.done(message.request, message.error);
      case 'notice':
        return this.#options.onNotice(message.notice);
      case 'found':
        return this.#options.onFound?.(message);
      case 'trying':
        return this.#styles.trying(message.styleId);
      case 'patience':
        return this.#watchdog.patience(message.ms);
      case 'pong':
      // The process that paints is never asked for these: see adoption.ts and apart.ts.
      case 'adopted':
      case 'progress':
        return;
    }
  }

  #becomeReady({ device, atOnce = 1, joining = false }: Ready): void {
    // While another process gets warm, what comes first is its device.
    if (!this.#successor) this.#settleOn(device);
    const back = this.#state.status === 'restarting' && this.#deaths.any;
    // Electron knows a process's id only once it runs.
    this.#update({ status: 'ready', device, atOnce, joining, pid: this.#child?.pid ?? null }, null);
    if (back) this.#tell('info', 'The painter stopped and is back.');
    if (this.#lastPrepare) {
      // The page hears of a style that cannot be used when it paints with it.
      const { styleId, size, blendId } = this.#lastPrepare;
      this.prepare(styleId, size, blendId).catch(() => undefined);
    }
  }

  /** Has a second process get warm for the first device, while the first one goes on painting. */
  #succeed(present: string): void {
    this.#successor = new Successor({
      ...{ spawn: this.#options.spawn, devices: this.#devices, present },
      ...{ styles: this.#styles.list, prepared: this.#lastPrepare, onFound: this.#options.onFound },
      onNotice: (notice) => this.#options.onNotice(notice),
      onWarm: (child, ready) => {
        this.#successor = undefined;
        const old = this.#child;
        this.#hold(child);
        // What the old one owes is asked of the new one: nobody hears of the change but by its state.
        this.#pending.sendAgain();
        this.#becomeReady(ready);
        old?.kill();
      },
      onFailed: (told) => {
        this.#successor = undefined;
        if (!told)
          this.#tell('warning', `"${this.#devices[0]}" cannot paint just now; "${present}" goes on.`);
        this.#settleOn(this.#state.device ?? present);
      },
    });
  }

  /** This device paints: those that were to come before it are left. */
  #settleOn(device: string): void {
    const index = this.#devices.indexOf(device);
    const before = this.#devices.slice(0, index < 0 ? 1 : index);
    this.#devices = [device, ...this.#devices.slice(before.length).filter((id) => id !== device)];
    for (const left of before) this.#options.onLeft?.(left);
  }

  /** The process died, or (`hung`) is to. */
  #mourn(hung = false): void {
    this.#endSuccessor();
    this.#endChild(new Refusal('unavailable', 'The painter stopped; it comes back in a moment.'));
    const [device = 'cpu', next, ...others] = this.#devices;
    const died = this.#state.device ?? device;
    this.#deaths.add(died, performance.now(), hung);
    // While another device is left, this one is suspected and not the style.
    const guilty = this.#styles.died(next !== undefined);
    if (guilty) {
      // Without it there is no reason to give up.
      this.#deaths.clear();
      this.#tell('warning', guilty);
    }
    if (this.#deaths.tooMany) {
      const message = `The painter stopped ${MOST_DEATHS} times in ${DEATHS_WINDOW_MS / 1000} s. Choose another style or device, then start it again.`;
      // The stage says so for as long as that lasts: no notice says it once more.
      return this.#update({ status: 'failed', pid: null, device: null }, message);
    }
    const verdict = died === device && next !== undefined && this.#deaths.verdict(device, next);
    if (verdict) {
      this.#tell('warning', verdict);
      this.#devices = [next, ...others];
      this.#options.onLeft?.(device);
    }
    this.#comeBack('The painter stopped; it comes back in a moment.', this.#state.restarts + 1);
  }

  /** Ends a healthy process and starts the next one. */
  #replace(message: string): void {
    if (this.#closed) return;
    this.#endChild(new Refusal('unavailable', message));
    this.#comeBack(message, this.#state.restarts);
  }

  #comeBack(message: string, restarts: number): void {
    this.#update({ status: 'restarting', pid: null, device: null, restarts }, message);
    this.#timer = setTimeout(() => this.start(), this.#deaths.delayMs);
  }

  #endSuccessor(): void {
    this.#successor?.end();
    this.#successor = undefined;
  }

  #endChild(why: Refusal): void {
    clearTimeout(this.#timer);
    this.#watchdog.rest();
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    const pending = this.#pending;
    this.#pending = new PendingWork();
    pending.refuseAll(why);
  }

  #tell(level: Notice['level'], message: string): void {
    this.#options.onNotice({ level, message });
  }

  /** Changes the state and tells; `message` null takes the present one away. */
  #update(change: Partial<EngineState>, message?: string | null): void {
    const { message: present, ...rest } = { ...this.#state, ...change };
    const next = message === undefined ? present : (message ?? undefined);
    this.#state = next === undefined ? rest : { ...rest, message: next };
    this.#options.onState(this.#state);
  }
}
