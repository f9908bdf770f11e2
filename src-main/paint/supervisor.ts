/**
 * Keeps a paint process running: starts it, brings it back when it dies or hangs, and answers the frames
 * it took down with it. Nothing a paint process does reaches the app but through here.
 */
import { basename } from 'node:path';
import type { EngineState, Notice } from '../studio/contract.ts';
import type { PaintChild, SpawnPaint } from './child.ts';
import type { FrameSize } from './painter.ts';
import { FromPaint, type PaintedFrame, type PortFrame, refusedFrame, type StyleFile } from './protocol.ts';
import { PendingWork } from './pending.ts';
import { Suspects } from './probation.ts';
import { messageOf, Refusal } from './refusal.ts';
import { Watchdog } from './watchdog.ts';

/** What a supervisor works with. */
export interface SupervisorOptions {
  spawn: SpawnPaint;
  /** The devices to paint on, the best first; the last one never fails. */
  devices: readonly string[];
  onState: (state: EngineState) => void;
  /** A device failed while painting, and was left for the next. */
  onLeft?: (device: string) => void;
  onNotice: (notice: Notice) => void;
  /** How long a silent process is trusted, in milliseconds. */
  hangMs?: number;
}

/** After so many deaths within this time the supervisor gives up. */
const MAX_DEATHS = 5;
const DEATHS_WINDOW_MS = 30_000;
/** Pauses before the first, second, … restart within the window; the first comes at once. */
const RESTART_DELAYS_MS = [0, 200, 500, 1000];
const HANG_MS = 20_000;

/** Runs one paint process at a time. */
export class PaintSupervisor {
  readonly #options: SupervisorOptions;
  readonly #watchdog: Watchdog;
  readonly #suspects = new Suspects();
  #pending = new PendingWork();
  #child: PaintChild | undefined;
  #devices: readonly string[];
  #state: EngineState = { status: 'starting', device: null, pid: null, restarts: 0 };
  #styles: readonly StyleFile[] = [];
  #lastPrepare: { styleId: string; size: FrameSize; blendId: string | null } | undefined;
  #deaths: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#devices = options.devices;
    this.#watchdog = new Watchdog({
      hangMs: options.hangMs ?? HANG_MS,
      ping: (request) => this.#child?.send({ type: 'ping', request }),
      onHang: () => this.#child?.kill(),
    });
  }

  /** The paint process's state. */
  get state(): EngineState {
    return this.#state;
  }

  /** Starts the process. */
  start(): void {
    if (this.#child || this.#closed) return;
    const child = this.#options.spawn();
    this.#child = child;
    child.onMessage((data) => {
      if (this.#child === child) this.#hear(data);
    });
    child.onExit(() => {
      if (this.#child === child) this.#mourn();
    });
    this.#update({ pid: child.pid ?? null, device: null });
    child.send({ type: 'start', devices: [...this.#devices] });
    child.send({ type: 'styles', styles: this.#allowed() });
    this.#watchdog.watch();
  }

  /** The library as it now is. */
  setStyles(styles: readonly StyleFile[]): void {
    this.#styles = styles;
    this.#child?.send({ type: 'styles', styles: this.#allowed() });
  }

  /** Paints on the first of these from now on, then on the next; does nothing if the first is the same. */
  setDevices(devices: readonly string[]): void {
    const same = devices[0] === this.#devices[0];
    this.#devices = devices;
    if (same) return;
    this.#deaths = [];
    this.#replace('The painter moves to another device.');
  }

  /** Starts a failed process again. One that runs is left alone. */
  restart(): EngineState {
    if (this.#state.status === 'failed') {
      this.#deaths = [];
      this.#update({ status: 'restarting', restarts: this.#state.restarts + 1 }, null);
      this.start();
    }
    return this.#state;
  }

  /** Paints a checked frame; never rejects. */
  async paint(client: string, frame: PortFrame): Promise<PaintedFrame> {
    const { id } = frame.header;
    try {
      const child = this.#ready();
      this.#mustAllow(frame.header.styleId, frame.header.blend?.styleId);
      return await this.#pending.frame(client, id, (internalId) =>
        child.send({
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
  async prepare(styleId: string, size: FrameSize, blendId: string | null = null): Promise<void> {
    this.#lastPrepare = { styleId, size, blendId };
    const child = this.#ready();
    this.#mustAllow(styleId, blendId);
    await this.#pending.request((request) =>
      child.send({ type: 'prepare', request, styleId, blendId, ...size }),
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
    this.#endChild(new Refusal('unavailable', 'Pastiche is closing.'));
  }

  #ready(): PaintChild {
    if (this.#child && this.#state.status === 'ready') return this.#child;
    throw new Refusal('unavailable', this.#state.message ?? 'The painter is not ready yet.');
  }

  #allowed(): StyleFile[] {
    return this.#styles.filter((style) => this.#suspects.allows(style));
  }

  /** @throws {Refusal} when one of them took the painter down with it. */
  #mustAllow(...ids: readonly (string | null | undefined)[]): void {
    const out = this.#styles.find((style) => ids.includes(style.id) && !this.#suspects.allows(style));
    if (out) throw new Refusal('unknown-style', convicted(out));
  }

  #hear(data: unknown): void {
    this.#watchdog.alive();
    const parsed = FromPaint.safeParse(data);
    // A process that talks nonsense is broken; killing it is how it gets mended.
    if (!parsed.success) return this.#child?.kill();
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        return this.#becomeReady(message.device);
      case 'painted':
        return this.#pending.painted(message.header, message.pixels);
      case 'done':
        return this.#pending.done(message.request, message.error);
      case 'adopted':
      case 'progress':
        // The process that paints is never asked to: see adoption.ts and apart.ts.
        return;
      case 'notice':
        return this.#options.onNotice(message.notice);
      case 'trying':
        return this.#suspects.trying(this.#styles.find(({ id }) => id === message.styleId));
      case 'patience':
        return this.#watchdog.patience(message.ms);
      case 'pong':
        return;
    }
  }

  #becomeReady(device: string): void {
    const [wanted] = this.#devices;
    if (wanted !== undefined && wanted !== device) this.#options.onLeft?.(wanted);
    const back = this.#state.status === 'restarting' && this.#deaths.length > 0;
    // Electron knows a process's id only once it runs.
    this.#update({ status: 'ready', device, pid: this.#child?.pid ?? null }, null);
    if (back) {
      this.#options.onNotice({ level: 'info', message: 'The painter stopped and is back.' });
    }
    if (this.#lastPrepare) {
      // The page hears of a style that cannot be used when it paints with it.
      const { styleId, size, blendId } = this.#lastPrepare;
      this.prepare(styleId, size, blendId).catch(() => undefined);
    }
  }

  /** The process died. */
  #mourn(): void {
    this.#endChild(new Refusal('unavailable', 'The painter stopped; it comes back in a moment.'));
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((death) => now - death < DEATHS_WINDOW_MS), now];
    // While another device is left, this one is suspected and not the style.
    const guilty = this.#suspects.died(this.#devices.length > 1);
    if (guilty) {
      // Without it there is no reason to give up.
      this.#deaths = [];
      this.#options.onNotice({ level: 'warning', message: convicted(guilty) });
    }
    if (this.#deaths.length >= MAX_DEATHS) {
      const message = `The painter stopped ${MAX_DEATHS} times in ${DEATHS_WINDOW_MS / 1000} s. Choose another style or device, then start it again.`;
      this.#update({ status: 'failed', pid: null, device: null }, message);
      this.#options.onNotice({ level: 'error', message });
      return;
    }
    const [device, next, ...others] = this.#devices;
    if (this.#deaths.length >= 2 && next !== undefined) {
      this.#options.onNotice({
        level: 'warning',
        message: `Painting on "${device}" keeps failing; "${next}" paints now.`,
      });
      this.#devices = [next, ...others];
      if (device !== undefined) this.#options.onLeft?.(device);
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
    const delay =
      RESTART_DELAYS_MS[Math.min(Math.max(this.#deaths.length - 1, 0), RESTART_DELAYS_MS.length - 1)];
    this.#timer = setTimeout(() => this.start(), delay);
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

  /** Changes the state and tells; `message` null takes the present one away. */
  #update(change: Partial<EngineState>, message?: string | null): void {
    const { message: present, ...rest } = { ...this.#state, ...change };
    const next = message === undefined ? present : (message ?? undefined);
    this.#state = next === undefined ? rest : { ...rest, message: next };
    this.#options.onState(this.#state);
  }
}

function convicted({ file }: StyleFile): string {
  return `The painter stopped twice over the style file ${basename(file)}. It is not used again before the file changes.`;
}
