/**
 * A clip in the making: pictures and sound go in as they were seen and heard, encoded bytes come out as soon
 * as they are a fragment that plays. Runs in the recording worker.
 */
import {
  AudioSample,
  AudioSampleSource,
  type Output,
  Quality,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';
import type { Size } from '../camera/cover.ts';
import type { Laid } from '../camera/videoFrame.ts';
import { SOUND_BITS } from './abilities.ts';
import { ClipFrames } from './clipFrames.ts';
import type { ClipFormat, SoundShape } from './format.ts';
import { growingOutput, label, type Label } from './growing.ts';
import { type LaidPicture, PictureLine } from './pictureLine.ts';
import { type Channels, type Placed, SoundLine } from './soundLine.ts';
import { Timeline } from './timeline.ts';

/** What a clip is to be. */
export interface ClipOptions extends Label {
  readonly format: ClipFormat;
  /** Its size where that is larger than its first pictures; null for theirs. */
  readonly enlarged: Size | null;
  readonly bitrate: number;
  /** Null for a silent clip. */
  readonly sound: SoundShape | null;
}

/** What of a clip an encoder works on. */
export type ClipPart = 'picture' | 'sound';

/** A painted picture, at the time its camera saw it. */
export interface ClipPicture extends Laid {
  readonly capturedAt: number;
  readonly mirrored: boolean;
}

/**
 * Key frames are this far apart. A fragment ends with the next one, so this much of a clip is not yet on disk, and
 * on a busy machine twice as much: half a second once lost 1.09 s to a kill.
 */
const KEY_EVERY_S = 0.35;
/** Sound that is not there after so long is silence. */
const SILENT_AFTER_S = 0.5;
const MOST_WAITING = 8;
/** What passes without a tick, a picture or a sound is no part of the clip: the machine slept, or the page was frozen. */
const ASLEEP_MS = 5000;
/** An encoder that holds something for so many ticks and brings nothing to an end hangs: some ten seconds. */
const MOST_IDLE_TICKS = 40;

/** Encodes one clip. */
export class Clip {
  readonly timeline = new Timeline();
  readonly #output: Output;
  readonly #canvas = new ClipFrames();
  readonly #video: VideoSampleSource;
  readonly #audio: AudioSampleSource | null;
  readonly #line: SoundLine | null;
  readonly #failed: (error: unknown, part: ClipPart) => void;
  readonly #pictures = new PictureLine<VideoFrame>();
  #waiting = 0;
  #frames = 0;
  #dropped = 0;
  #work: Promise<unknown> = Promise.resolve();
  /** What is being encoded; null for nothing. */
  #busy: ClipPart | null = null;
  #idleTicks = 0;
  /** The last time of which is known that nothing slept. */
  #awakeAt = Infinity;
  #ended = false;
  /** How long it will be, once that is known. */
  #length = Infinity;

  constructor(
    options: ClipOptions,
    write: (bytes: Uint8Array) => void,
    failed: (error: unknown, part: ClipPart) => void,
  ) {
    const { format, enlarged, bitrate, sound } = options;
    this.#failed = failed;
    this.#output = growingOutput(format.container, KEY_EVERY_S, write);
    this.#video = new VideoSampleSource({
      codec: format.video,
      quality: new Quality({ bitrate, bitrateMode: 'variable' }),
      latencyMode: 'realtime',
      hardwareAcceleration: format.hardware ? 'prefer-hardware' : 'no-preference',
      // The size of the stage may be changed while a clip is recorded; the clip keeps its own.
      sizeChangeBehavior: 'contain',
      // Every picture is scaled then, also those that need it no more.
      ...(enlarged && { transform: { width: enlarged.width, height: enlarged.height } }),
      keyFrameInterval: KEY_EVERY_S,
    });
    this.#output.addVideoTrack(this.#video);
    if (sound && format.audio) {
      this.#audio = new AudioSampleSource({
        codec: format.audio,
        quality: new Quality({ bitrate: SOUND_BITS }),
      });
      this.#line = new SoundLine(sound.rate, sound.channels);
      this.#output.addAudioTrack(this.#audio);
    } else {
      this.#audio = null;
      this.#line = null;
    }
    label(this.#output, format.container, options);
    this.#do('picture', () => this.#output.start());
  }

  /** Pictures that are in the clip. */
  get frames(): number {
    return this.#frames;
  }

  /** Pictures that were left out because the encoder did not keep up. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A picture has come. */
  picture(picture: ClipPicture, now: number): void {
    if (this.#ended) return;
    this.#awake(picture.capturedAt);
    this.timeline.start(picture.capturedAt);
    const time = this.timeline.at(picture.capturedAt);
    if (time === null) return;
    this.#encode(this.#pictures.add(this.#canvas.frameOf(picture), time, this.timeline.length(now)));
  }

  /** Time passes: a picture that stands still is written again, and missing sound is silence. */
  tick(now: number): void {
    this.#awake(now);
    const length = this.timeline.length(now);
    this.#encode(this.#pictures.pass(length));
    if (this.#busy && ++this.#idleTicks === MOST_IDLE_TICKS) {
      this.#failed(new Error('The encoder does not answer any more.'), this.#busy);
    }
    if (this.#line && length - this.#line.end > 1.5 * SILENT_AFTER_S) {
      this.#say(this.#line.fill(length - SILENT_AFTER_S));
    }
  }

  /** Sound was heard, its first sample at `heardAt`. */
  sound(heardAt: number, channels: Channels): void {
    this.#awake(heardAt);
    const time = this.timeline.at(heardAt);
    if (time === null || !this.#line || this.#ended) return;
    // What comes late may come in one go, and reach beyond the end.
    const room = Math.round((this.#length - time) * this.#line.rate);
    if (room <= 0) return;
    const heard = channels.map((samples) => samples.slice(0, room));
    this.#say(this.#line.add(time, heard));
  }

  pause(at: number): void {
    this.#awake(at);
    this.timeline.pause(at);
  }

  resume(at: number): void {
    this.#awake(at);
    this.timeline.resume(at);
  }

  /** It ends with this time; what was heard before may still come. Gives its length in seconds. */
  end(at: number): number {
    this.#awake(at);
    return (this.#length = this.timeline.length(at));
  }

  /** How far the sound has come, in seconds; Infinity for a silent clip. */
  get heardUntil(): number {
    return this.#line?.end ?? Infinity;
  }

  /** Ends the clip; resolves when its last byte is written. */
  async finish(now: number): Promise<void> {
    this.#ended = true;
    const length = this.timeline.length(now);
    this.#encode(this.#pictures.end(length), true);
    if (this.#line && this.#frames > 0) this.#say(this.#line.fill(length));
    await this.#work;
    // Without a picture there is no clip.
    if (this.#frames > 0) await this.#output.finalize();
    else await this.#output.cancel();
  }

  /** A sleep is a pause, where it is not in one: hours of a still picture, and of silence, are nobody's wish. */
  #awake(at: number): void {
    if (at - this.#awakeAt > ASLEEP_MS && !this.timeline.paused) {
      this.timeline.pause(this.#awakeAt);
      this.timeline.resume(at);
    }
    this.#awakeAt = this.#awakeAt === Infinity ? at : Math.max(this.#awakeAt, at);
  }

  /** The last picture is never left out: it says how long the clip is. */
  #encode(laid: LaidPicture<VideoFrame> | null, last = false): void {
    if (!laid) return;
    const { frame, time, until } = laid;
    if (this.#waiting >= MOST_WAITING && !last) {
      this.#dropped++;
      frame.close();
      return;
    }
    const sample = new VideoSample(frame, { timestamp: time, duration: until - time });
    this.#frames++;
    this.#waiting++;
    this.#do('picture', async () => {
      try {
        await this.#video.add(sample);
      } finally {
        this.#waiting--;
        sample.close();
        frame.close();
      }
    });
  }

  #say(pieces: Iterable<Placed>): void {
    const { rate } = this.#line!;
    for (const { time, channels } of pieces) {
      const length = channels[0]!.length;
      const data = new Float32Array(length * channels.length);
      channels.forEach((samples, index) => data.set(samples, index * length));
      this.#do('sound', async () => {
        const sample = new AudioSample({
          data,
          format: 'f32-planar',
          numberOfChannels: channels.length,
          sampleRate: rate,
          timestamp: time,
        });
        try {
          await this.#audio!.add(sample);
        } finally {
          sample.close();
        }
      });
    }
  }

  /** One after the other; a failure ends nothing by itself. */
  #do(part: ClipPart, work: () => Promise<unknown>): void {
    const begin = (): Promise<unknown> => {
      this.#busy = part;
      this.#idleTicks = 0;
      return work();
    };
    this.#work = this.#work
      .then(begin)
      .catch((error: unknown) => this.#failed(error, part))
      .finally(() => (this.#busy = null));
  }
}
