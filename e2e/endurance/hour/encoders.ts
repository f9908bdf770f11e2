/** Encoders that take no time: what they make is as large as what real ones make, and as meaningless as noise. */
import { randomBytes } from 'node:crypto';
import {
  type AudioSample,
  CustomAudioEncoder,
  CustomVideoEncoder,
  EncodedPacket,
  registerEncoder,
  type VideoSample,
} from 'mediabunny';

/** A key frame is so many times as large as the ones between, of which there are so many. */
const KEY_TIMES = 5;
const BETWEEN = 10;
const SOUND_BITS = 128_000;
const OPUS_HEAD = Uint8Array.from([
  79, 112, 117, 115, 72, 101, 97, 100, 1, 1, 56, 1, 128, 187, 0, 0, 0, 0, 0,
]);

const noise = randomBytes(4 * 1024 * 1024);
let at = 0;

/** New memory, as an encoder gives it. */
function some(bytes: number): Uint8Array {
  at = (at + 4099) % (noise.length - bytes);
  return Uint8Array.from(noise.subarray(at, at + bytes));
}

class Pictures extends CustomVideoEncoder {
  static override supports = (): boolean => true;
  init = (): void => undefined;
  flush = (): void => undefined;
  close = (): void => undefined;

  encode(
    { timestamp, duration, codedWidth, codedHeight }: VideoSample,
    { keyFrame }: VideoEncoderEncodeOptions,
  ): void {
    const average = ((this.config.bitrate ?? 0) / 8) * duration;
    const one = (average * (BETWEEN + 1)) / (BETWEEN + KEY_TIMES);
    const data = some(Math.round(keyFrame ? KEY_TIMES * one : one));
    const decoderConfig = { codec: this.config.codec, codedWidth, codedHeight };
    this.onPacket(new EncodedPacket(data, keyFrame ? 'key' : 'delta', timestamp, duration), {
      decoderConfig,
    });
  }
}

class Sound extends CustomAudioEncoder {
  static override supports = (): boolean => true;
  init = (): void => undefined;
  flush = (): void => undefined;
  close = (): void => undefined;

  encode({ timestamp, duration, sampleRate, numberOfChannels }: AudioSample): void {
    const data = some(Math.ceil((SOUND_BITS / 8) * duration));
    const decoderConfig = { codec: 'opus', sampleRate, numberOfChannels, description: OPUS_HEAD };
    this.onPacket(new EncodedPacket(data, 'key', timestamp, duration), { decoderConfig });
  }
}

/** A frame as WebCodecs has it, without pixels of its own; counts those that nobody has closed yet. */
class Frame {
  static open = 0;
  static most = 0;
  readonly format = 'RGBX';
  readonly colorSpace = {};
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly visibleRect: DOMRectInit;
  readonly timestamp: number;
  readonly duration = null;
  readonly #init: VideoFrameBufferInit;
  #open = true;

  constructor(_pixels: unknown, init: VideoFrameBufferInit) {
    this.#init = init;
    this.timestamp = init.timestamp;
    this.visibleRect = init.visibleRect ?? {};
    this.codedWidth = this.displayWidth = this.visibleRect.width ?? init.codedWidth;
    this.codedHeight = this.displayHeight = this.visibleRect.height ?? init.codedHeight;
    Frame.most = Math.max(Frame.most, ++Frame.open);
  }

  clone(): Frame {
    return new Frame(null, this.#init);
  }

  close(): void {
    if (this.#open) Frame.open--;
    this.#open = false;
  }
}

/** Puts them where a browser has its own. */
export function standIn(): void {
  Object.assign(globalThis, { VideoFrame: Frame });
  registerEncoder(Pictures);
  registerEncoder(Sound);
}

/** Frames that are open, and the most that were at a time: each holds a whole picture. */
export function frames(): { open: number; most: number } {
  return { open: Frame.open, most: Frame.most };
}
