/**
 * Two painters in one process, for a processor of two cores: each runs in a thread of its own and paints its live
 * pictures with one thread. A picture then takes longer, but as two are painted at once, more of them are: two threads
 * that share one picture wait for each other at every operator, and the browser wants the same cores
 * (docs/benchmarks.md, *Two pictures at once*). Networks block the thread that runs them, so this one only hands on.
 */
import { giveBack } from '../process/memory.ts';
import type { Port } from '../process/port.ts';
import type { PaintChild } from './child.ts';
import { servePage } from './page.ts';
import { shapeKey } from './painter.ts';
import { FromPaint, ToPaint, type PaintedFrame, type PortFrame } from './protocol.ts';
import { HANG_MS } from './supervisorOptions.ts';
import { Watchdog } from './watchdog.ts';

/** A thread that paints, told and heard like a process that does. */
export type Hand = Pick<PaintChild, 'send' | 'onMessage' | 'onExit'>;

/** What the two are worked with. */
export interface HandsOptions {
  readonly parent: Port;
  /** @param isSecond it paints live pictures only, and takes the less memory. */
  spawn(isSecond: boolean): Hand;
  /** The first ended before it could paint: this process has to do without them. Given what it was told so far. */
  onUnable(heard: readonly Heard[]): void;
  /** One that could paint has ended, or one hangs. */
  onDeath(): void;
}

/** A message of the supervisor's, and what came with it. */
export interface Heard {
  readonly data: unknown;
  readonly ports: readonly Port[];
}

/** A second that cannot paint after so long is no longer reckoned with, but still welcome. */
const JOINING_MS = 10_000;
const RETRY_MS = 3000;

interface Owed {
  readonly hand: State;
  readonly isLive: boolean;
  readonly client: string;
  readonly id: number;
  answer(painted: PaintedFrame): Promise<void>;
}

interface State {
  readonly hand: Hand;
  /** Of the second: whether it has the style that is on the stage. */
  ready: boolean;
  /** Its own: what the other says proves nothing. */
  readonly watchdog: Watchdog;
}

type Prepare = Extract<ToPaint, { type: 'prepare' }>;

/** Whether a frame is to be painted by what is prepared. */
function isFor(prepare: Prepare, header: PortFrame['header']): boolean {
  const isMixed = (header.blend?.styleId ?? null) === prepare.blendId;
  return isMixed && header.styleId === prepare.styleId && shapeKey(header) === shapeKey(prepare);
}

/** Hands frames to whichever is free; all else is the first one's. */
export class Hands {
  readonly #options: HandsOptions;
  /** What the first was told before it could paint, for whoever has to take over; null once it can. */
  #heard: Heard[] | null = [];
  readonly #first: State;
  #second: State | undefined;
  #start: Extract<ToPaint, { type: 'start' }> | undefined;
  #styles: ToPaint | undefined;
  #prepare: Prepare | undefined;
  /** What the first loads, of which the second has not been told yet; and what the second was told last. */
  #loading: Prepare | undefined;
  #sent: Prepare | undefined;
  readonly #owed = new Map<number, Owed>();
  #device = '';
  #frames = 0;
  #mayHaveSecond = true;
  /** Whether the supervisor knows of the second. */
  #told = false;
  #pages = 0;
  #over = false;

  constructor(options: HandsOptions) {
    this.#options = options;
    this.#first = this.#take(false, (message) => this.#hearFirst(message));
    this.#first.watchdog.watch();
  }

  /** The supervisor says this. */
  hear(heard: Heard): void {
    if (this.#over) return;
    this.#heard?.push(heard);
    const parsed = ToPaint.safeParse(heard.data);
    if (!parsed.success) {
      console.error(`The paint process was sent something it does not know: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'start':
        this.#start = message;
        return this.#first.hand.send(message);
      case 'styles':
        this.#styles = message;
        return this.#both(message);
      case 'prepare':
        // One after the other, so that there is always one who paints: what was on the stage before, and then this.
        this.#prepare = this.#loading = message;
        return this.#first.hand.send(message);
      case 'frame': {
        const { client, header, pixels } = message;
        return this.#paint(client, { header, pixels }, (painted) =>
          this.#options.parent.post({ type: 'painted', ...painted }),
        );
      }
      case 'forget':
        for (const [id, { client }] of this.#owed) if (client === message.client) this.#owed.delete(id);
        return this.#both(message);
      case 'ping':
        if (this.#isOneOnCard) return this.#first.hand.send(message);
        // It asks after this thread; the hands are watched from here.
        return this.#post({ type: 'pong', request: message.request });
      case 'connect':
        return heard.ports.forEach((port) => this.#connect(port));
      default:
        return this.#first.hand.send(message);
    }
  }

  #connect(port: Port): void {
    const client = `port ${++this.#pages}`;
    const gone = { type: 'forget', client } satisfies ToPaint;
    servePage(port, (frame, answer) => this.#paint(client, frame, answer), () => this.hear({ data: gone, ports: [] })); // prettier-ignore
  }

  #paint(client: string, { header, pixels }: PortFrame, answer: Owed['answer']): void {
    const isLive = header.kind === 'live';
    const hand = isLive ? this.#free(header) : this.#first;
    // Ids of ours: two pages may choose the same.
    const id = this.#frames++;
    this.#owed.set(id, { hand, isLive, client, id: header.id, answer });
    hand.hand.send({ type: 'frame', client, header: { ...header, id }, pixels });
    giveBack(pixels);
  }

  /** Who has less to do; what is not live may take long, and keeps the first to itself, and so does loading. */
  #free(header: PortFrame['header']): State {
    const [first, second] = [this.#first, this.#second];
    if (!second?.ready) return first;
    if (this.#loading) return isFor(this.#loading, header) ? first : second;
    const owed = [...this.#owed.values()];
    if (owed.some(({ hand, isLive }) => hand === first && !isLive)) return second;
    const busy = (state: State): number => owed.filter(({ hand }) => hand === state).length;
    return busy(second) < busy(first) ? second : first;
  }

  #take(isSecond: boolean, hear: (message: FromPaint) => void): State {
    const hand = this.#options.spawn(isSecond);
    const watchdog = new Watchdog({
      hangMs: HANG_MS,
      ping: (request) => hand.send({ type: 'ping', request }),
      onHang: () => this.#ended(state, true),
    });
    const state: State = { hand, ready: false, watchdog };
    hand.onMessage((data) => {
      watchdog.alive();
      const parsed = FromPaint.safeParse(data);
      // One that talks nonsense is broken.
      if (!parsed.success) this.#ended(state);
      else if (!this.#over) hear(parsed.data);
    });
    hand.onExit(() => this.#ended(state));
    return state;
  }

  #hearFirst(message: FromPaint): void {
    if (message.type === 'ready') {
      this.#heard = null;
      this.#device = message.device;
      // It has left the processor, and paints at its own pace now.
      if (this.#isOneOnCard) this.#leaveToSupervisor();
      return this.#post({ ...message, joining: this.#mayHaveSecond && !this.#second });
    }
    if (this.#hearEither(this.#first, message)) return;
    this.#post(message);
    if (message.type !== 'done' || message.request !== this.#loading?.request) return;
    // It has loaded it, or could not: the second's turn.
    this.#loading = undefined;
    if (this.#second) this.#loadSecond(this.#second);
  }

  /** The supervisor judges a card that hangs; seen from here, it would be a process that has ended. */
  #leaveToSupervisor(): void {
    [this.#second, this.#mayHaveSecond] = [undefined, false];
    this.#first.watchdog.rest();
  }

  get #isOneOnCard(): boolean {
    return this.#device !== '' && this.#device !== 'cpu';
  }

  #loadSecond(second: State): void {
    second.ready = false;
    this.#sent = this.#prepare;
    if (this.#sent) second.hand.send(this.#sent);
  }

  #beginSecond(): void {
    const second = (this.#second = this.#take(true, (message) => this.#hearSecond(second, message)));
    if (this.#start) second.hand.send({ ...this.#start, devices: ['cpu'] });
    if (this.#styles) second.hand.send(this.#styles);
    setTimeout(() => {
      if (this.#second === second && !this.#told && !this.#over) this.#tell(1);
    }, JOINING_MS).unref();
  }

  /** Its trials and notices are not passed on: it tries nothing that the first does not try, too. */
  #hearSecond(second: State, message: FromPaint): void {
    if (this.#hearEither(second, message) || second !== this.#second) return;
    if (message.type === 'ready' && this.#loading) return;
    if (message.type === 'ready' && this.#prepare) return this.#loadSecond(second);
    if (message.type === 'found') return this.#post(message);
    const isLoaded = message.type === 'done' && message.request === this.#sent?.request;
    if (message.type !== 'ready' && !isLoaded) return;
    if (isLoaded && message.error) return this.#tryAgain(second, this.#sent);
    second.ready = true;
    if (this.#told) return;
    this.#told = true;
    // Not before: one that is just starting may take longer than silence is trusted.
    second.watchdog.watch();
    this.#tell(2);
  }

  /** What was lacking for loading, such as memory, may be there a little later. */
  #tryAgain(second: State, prepare: Prepare | undefined): void {
    setTimeout(() => {
      if (prepare && this.#sent === prepare && this.#second === second) second.hand.send(prepare);
    }, RETRY_MS).unref();
  }

  #tell(atOnce: number): void {
    this.#post({ type: 'ready', device: this.#device, atOnce });
  }

  /** What means the same of both; whether it was that. */
  #hearEither(state: State, message: FromPaint): boolean {
    switch (message.type) {
      case 'painted': {
        const owed = this.#owed.get(message.header.id);
        this.#owed.delete(message.header.id);
        const { header, pixels } = message;
        void owed?.answer({ header: { ...header, id: owed.id }, ...(pixels && { pixels }) });
        // Not before: the first picture is waited for.
        if (owed?.isLive && header.ok && this.#mayHaveSecond && !this.#second) this.#beginSecond();
        return true;
      }
      case 'pong':
        return !this.#isOneOnCard;
      case 'patience':
        if (this.#isOneOnCard) return false;
        state.watchdog.patience(message.ms);
        return true;
      default:
        return false;
    }
  }

  #ended(state: State, hung = false): void {
    state.watchdog.rest();
    const owes = [...this.#owed.values()].some(({ hand }) => hand === state);
    const isGivenUp = state !== this.#first && state !== this.#second && !owes;
    if (this.#over || isGivenUp) return;
    if (state === this.#second && !this.#told) {
      // It had not painted, and owes nothing: the first goes on by itself.
      this.#second = undefined;
      this.#mayHaveSecond = false;
      this.#tell(1);
      return;
    }
    this.#over = true;
    // A thread that hangs cannot be ended by itself.
    if (state === this.#first && this.#heard && !hung) this.#options.onUnable(this.#heard);
    else this.#options.onDeath();
  }

  #both(message: ToPaint): void {
    this.#first.hand.send(message);
    this.#second?.hand.send(message);
  }

  #post(message: FromPaint): void {
    void this.#options.parent.post(message);
  }
}
