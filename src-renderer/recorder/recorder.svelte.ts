/** The recorder: one recording at a time, of what is on the stage. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Notice, Settings } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { wallClock } from '../camera/source.ts';
import { t, told } from '../language/language.svelte.ts';
import type { Shown } from '../stage/pump.ts';
import { bitrate, chooseFormat, evenSize } from './format.ts';
import { Microphones, type OpenMicrophone } from './microphone.svelte.ts';
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
  #take: Take | null = null;

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
    const { width, height, pixels } = shown;
    // A held picture that is painted anew is seen now, however old it is.
    const capturedAt = this.#around.frozen() ? wallClock() : shown.capturedAt;
    this.#take?.picture({ width, height, pixels, capturedAt, mirrored: this.#around.mirrored() });
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
    this.progress = NOTHING;
    try {
      await this.#begin();
      this.status = 'recording';
      this.#around.say(t('recorder.begun'));
    } catch (error) {
      this.status = 'idle';
      const message = error instanceof Error ? error.message : String(error);
      this.#around.tell({ level: 'error', message: t('recorder.notStarted', { message }) });
    }
  }

  pauseOrResume(): void {
    if (this.status === 'recording') {
      this.#take?.pause();
      this.status = 'paused';
      this.#around.say(t('recorder.pausedNow'));
    } else if (this.status === 'paused') {
      this.#take?.resume();
      this.status = 'recording';
      this.#around.say(t('recorder.resumed'));
    }
  }

  mute(on: boolean): void {
    this.muted = on;
    this.#take?.mute(on);
    this.#around.say(on ? t('recorder.muted') : t('recorder.unmuted'));
  }

  async stop(): Promise<void> {
    const take = this.#take;
    if (!take || !this.active) return;
    this.status = 'finishing';
    await take.stop();
    this.#take = null;
    this.status = 'idle';
  }

  async #begin(): Promise<void> {
    const { bridge, settings, styleTitle } = this.#around;
    const { recordingQuality, microphone, microphoneId } = settings();
    const { abilities } = await import('./abilities.ts');
    const size = evenSize(this.#around.size());
    const bits = bitrate(recordingQuality, size);
    const format = await chooseFormat(abilities(size, bits));
    if (!format) throw new Error(t('recorder.unsupported'));
    const sound = microphone && format.audio ? await this.#openMicrophone(microphoneId) : null;
    const style = styleTitle();
    const reply = await bridge.request('recordings.begin', { type: format.container, style });
    if (!reply.ok) {
      sound?.close();
      throw new Error(told(reply));
    }
    const options = {
      format,
      bitrate: bits,
      title: style ?? 'Pastiche',
      begun: Date.now(),
      sound: sound && { rate: sound.rate, channels: sound.channels },
    };
    this.muted = false;
    this.hasSound = sound !== null;
    const surroundings = {
      bridge,
      progress: (progress: Progress) => (this.progress = progress),
      trouble: (trouble: TakeTrouble) => this.#trouble(trouble),
    };
    this.#take = new Take(surroundings, reply.value.handle, options, sound);
  }

  /** A clip without sound is better than none. */
  async #openMicrophone(id: string | null): Promise<OpenMicrophone | null> {
    try {
      return await this.microphones.open(id);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#around.tell({ level: 'warning', message: t('recorder.microphoneOff', { message }) });
      return null;
    }
  }

  #trouble({ code, message }: TakeTrouble): void {
    const words =
      code === 'too-slow' ? t('recorder.tooSlow') : code === 'encoder' ? message : told({ code, message });
    this.#around.tell({ level: 'error', message: t('recorder.ended', { message: words }) });
    void this.stop();
  }
}
