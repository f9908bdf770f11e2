/** The recorder: one recording at a time, of what is on the stage. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Notice, Settings } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { wallClock } from '../camera/source.ts';
import { t, told } from '../language/language.svelte.ts';
import { messageOf } from '../language/messageOf.ts';
import { openMediaWorker } from '../media/open.ts';
import type { Shown } from '../stage/pump.ts';
import { chosenBy } from './choose.ts';
import { bitrate, type ClipFormat, clipSize, type EncoderName, pictureEncoder } from './format.ts';
import { Microphones, type OpenMicrophone } from './microphone.svelte.ts';
import { MicrophoneWatch } from './microphoneWatch.ts';
import type { ClipOptions } from './clip.ts';
import { Take, type Progress, type TakeTrouble } from './take.ts';

/** `starting` and `finishing` pass by themselves. */
export type RecorderStatus = 'idle' | 'starting' | 'recording' | 'paused' | 'finishing';

/** What the recorder needs of the rest of the page. */
export interface RecorderSurroundings {
  readonly bridge: Pick<Bridge, 'request'>;
  settings(): Settings;
  /** The size that pictures have just now. */
  size(): Size;
  /** The camera's picture is on the stage. */
  live(): boolean;
  /** It is held, and not moving. */
  frozen(): boolean;
  mirrored(): boolean;
  /** What the style on the stage is called; null for none. */
  styleTitle(): string | null;
  tell(notice: Notice): void;
  /** Says what others see, to those who do not. */
  say(sentence: string): void;
}

/** What is being recorded, and what with. */
interface Running {
  readonly take: Take;
  readonly format: ClipFormat;
  readonly microphone: MicrophoneWatch | null;
}

const NOTHING: Progress = { seconds: 0, bytes: 0, frames: 0, dropped: 0 };

/** Records. Whatever happens to style, strength, camera or painter in between is simply in the picture. */
export class Recorder {
  status = $state<RecorderStatus>('idle');
  progress = $state.raw(NOTHING);
  muted = $state(false);
  /** The running recording has sound. */
  hasSound = $state(false);
  readonly microphones = new Microphones();
  readonly #around: RecorderSurroundings;
  #running: Running | null = null;
  /** Encoders that failed since the page was opened, although they were announced. */
  #failed: readonly EncoderName[] = [];

  constructor(around: RecorderSurroundings) {
    this.#around = around;
  }

  get active(): boolean {
    return this.status === 'recording' || this.status === 'paused';
  }

  /** A picture was put on the stage. */
  shown(shown: Shown): void {
    // What hangs on the stage while a camera is away is not what the person records.
    if (this.status !== 'recording' || !this.#around.live()) return;
    const { width, height, video, pixels } = shown;
    // A held picture that is painted anew is seen now, however old it is.
    const capturedAt = this.#around.frozen() ? wallClock() : shown.capturedAt;
    this.#running?.take.picture({
      width,
      height,
      video,
      pixels,
      capturedAt,
      mirrored: this.#around.mirrored(),
    });
  }

  /** Starts, or stops what runs. */
  async toggle(): Promise<void> {
    if (this.active) await this.stop();
    else if (this.status === 'idle') await this.start();
  }

  async start(): Promise<void> {
    if (this.status !== 'idle') return;
    if (!this.#around.live()) {
      this.#around.tell({ level: 'info', message: t('recorder.notLive') });
      return;
    }
    this.status = 'starting';
    this.muted = false;
    try {
      await this.#begin();
      this.status = 'recording';
      this.#around.say(t('recorder.begun'));
    } catch (error) {
      this.status = 'idle';
      const message = t('recorder.notStarted', { message: messageOf(error) });
      this.#around.tell({ level: 'error', message });
    }
  }

  pauseOrResume(): void {
    if (this.status === 'recording') {
      this.#running?.take.pause();
      this.status = 'paused';
      this.#around.say(t('recorder.pausedNow'));
    } else if (this.status === 'paused') {
      this.#running?.take.resume();
      this.status = 'recording';
      this.#around.say(t('recorder.resumed'));
    }
  }

  mute(on: boolean): void {
    this.muted = on;
    this.#running?.take.mute(on);
    this.#around.say(on ? t('recorder.muted') : t('recorder.unmuted'));
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running || !this.active) return;
    this.status = 'finishing';
    await end(running);
    this.#running = null;
    this.status = 'idle';
  }

  async #begin(): Promise<void> {
    const { bridge, settings, styleTitle } = this.#around;
    const { recordingQuality, microphone, microphoneId } = settings();
    const painted = this.#around.size();
    const size = clipSize(painted);
    const bits = bitrate(recordingQuality, size);
    // Its code is loaded while the microphone is opened.
    const worker = openMediaWorker('record');
    const opened = microphone ? this.#openMicrophone(microphoneId) : Promise.resolve(null);
    const wish = opened.then((heard) => ({
      size,
      bitrate: bits,
      heard: heard && { rate: heard.rate, channels: heard.channels },
      failed: this.#failed,
    }));
    try {
      const choice = await chosenBy(worker, wish);
      const heard = await opened;
      if (!choice) throw new Error(t('recorder.unsupported'));
      const { format, sound } = choice;
      if (heard && !sound) this.#around.tell({ level: 'warning', message: t('recorder.soundUnsupported') });
      const style = styleTitle();
      const reply = await bridge.request('recordings.begin', { type: format.container, style });
      if (!reply.ok) throw new Error(told(reply));
      const title = style ?? 'Pastiche';
      const enlarged = size.width > painted.width ? size : null;
      const options = { format, enlarged, bitrate: bits, title, begun: Date.now(), sound };
      this.#run(worker, reply.value.handle, options, sound ? heard : null, microphoneId);
      if (!sound) heard?.close();
    } catch (error) {
      worker.terminate();
      void opened.then((heard) => heard?.close());
      throw error;
    }
  }

  #run(
    worker: Worker,
    handle: string,
    options: ClipOptions,
    heard: OpenMicrophone | null,
    id: string | null,
  ): void {
    const { bridge, tell } = this.#around;
    const surroundings = {
      bridge,
      progress: (progress: Progress) => {
        if (this.#running?.take === take) this.progress = progress;
      },
      trouble: (trouble: TakeTrouble) => this.#trouble(take, trouble),
    };
    const take = new Take(surroundings, worker, handle, options, heard?.sound ?? null);
    const microphone =
      heard &&
      new MicrophoneWatch(this.microphones, id, heard, {
        lost: () => tell({ level: 'warning', message: t('recorder.microphoneLost') }),
        back: ({ sound, label }) => {
          take.listen(sound);
          tell({ level: 'info', message: t('recorder.microphoneBack', { label }) });
        },
      });
    if (this.muted) take.mute(true);
    this.progress = NOTHING;
    this.hasSound = heard !== null;
    this.#running = { take, format: options.format, microphone };
  }

  /** A clip without sound is better than none. */
  async #openMicrophone(id: string | null): Promise<OpenMicrophone | null> {
    try {
      return await this.microphones.open(id);
    } catch (error) {
      const message = t('recorder.microphoneOff', { message: messageOf(error) });
      this.#around.tell({ level: 'warning', message });
      return null;
    }
  }

  #trouble(take: Take, trouble: TakeTrouble): void {
    const running = this.#running;
    const present = running?.take === take;
    if (running && present && this.active) {
      if (trouble.code === 'encoder') {
        const { format } = running;
        const failed = trouble.part === 'sound' ? format.audio : pictureEncoder(format);
        if (failed) this.#failed = [...this.#failed, failed];
        void this.#goOn(running, trouble, t('recorder.otherEncoder', trouble));
        return;
      }
      // The main side was started anew, or has heard nothing for too long.
      if (trouble.code === 'unknown-recording') {
        void this.#goOn(running, trouble, t('recorder.newClip'));
        return;
      }
    }
    if (trouble.code === 'hung') {
      this.#around.tell({ level: 'warning', message: t('recorder.hung') });
      return;
    }
    this.#around.tell({ level: 'error', message: t('recorder.ended', { message: wordsOf(trouble) }) });
    if (present) void this.stop();
  }

  /** What there is is kept, and a new clip is begun: where an encoder has failed, with another one. */
  async #goOn(failed: Running, trouble: TakeTrouble, warning: string): Promise<void> {
    const { status } = this;
    this.#running = null;
    this.status = 'starting';
    const ended = end(failed);
    try {
      await this.#begin();
      this.status = status;
      this.#around.tell({ level: 'warning', message: warning });
    } catch {
      // Tried again by hand, they may do.
      this.#failed = [];
      this.#around.tell({ level: 'error', message: t('recorder.ended', { message: wordsOf(trouble) }) });
      this.status = 'finishing';
      await ended;
      this.status = 'idle';
    }
  }
}

/** Ends a recording; resolves when it is on disk. */
async function end({ take, microphone }: Running): Promise<void> {
  await take.stop(() => microphone?.close());
}

function wordsOf(trouble: TakeTrouble): string {
  if (trouble.code === 'too-slow') return t('recorder.tooSlow');
  return trouble.code === 'encoder' || trouble.code === 'hung'
    ? trouble.message
    : told({ code: trouble.code, message: trouble.message });
}
