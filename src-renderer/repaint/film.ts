/**
 * A video's way through the painter: decoded picture by picture, painted elsewhere, encoded with the very
 * times it had, its sound beside it. Runs in a worker; knows neither bridge nor page.
 */
import {
  BlobSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  type Output,
  QTFF,
  Quality,
  VideoSample,
  VideoSampleSource,
  WEBM,
} from 'mediabunny';
import type { Size } from '../camera/cover.ts';
import { abilities } from '../recorder/abilities.ts';
import { bitrate, type EncoderName, pictureEncoder } from '../recorder/format.ts';
import { growingOutput, label } from '../recorder/growing.ts';
import { chooseFilmFormat, type FilmFormat, type FilmSound } from './filmFormat.ts';
import { soundOf, type Sound } from './filmSound.ts';
import { linesMissed, mayBeInterlaced } from './interlaced.ts';
import { encoding, FilmError, type Picture } from './messages.ts';
import { OpaqueSampleSink } from './opaque.ts';
import { uncomb } from './uncomb.ts';

/** What videos come in; every other kind would make the page larger for everybody. */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];
/** Pictures of a video have edges of at most so many pixels; larger ones are made smaller. */
const MOST_EDGE = 4096;
const LEAST_EDGE = 16;
/** Key frames are this far apart, so that what is on disk plays up to its last second. */
const KEY_EVERY_S = 1;
/** Sound runs ahead of the pictures by so much, so that the container's pieces have both. */
const SOUND_AHEAD_S = 0.5;
/** Up to this size two pictures are on their way to the painter, so that it need not wait. */
const SMALL_PIXELS = 2_400_000;

/** What the film needs of its surroundings. */
export interface FilmSurroundings {
  paint(picture: Picture): Promise<Uint8Array<ArrayBuffer>>;
  write(bytes: Uint8Array): void;
  progress(part: number, frames: number): void;
}

/** A video that can be repainted. */
export class Film {
  readonly size: Size;
  readonly format: FilmFormat;
  readonly #input: Input;
  readonly #video: InputVideoTrack;
  readonly #audio: readonly InputAudioTrack[];
  readonly #interlaced: boolean;
  readonly #bits: number;

  private constructor(
    input: Input,
    tracks: { video: InputVideoTrack; audio: readonly InputAudioTrack[]; interlaced: boolean },
    size: Size,
    format: FilmFormat,
    bits: number,
  ) {
    this.#input = input;
    this.#video = tracks.video;
    this.#audio = tracks.audio;
    this.#interlaced = tracks.interlaced;
    this.size = size;
    this.format = format;
    this.#bits = bits;
  }

  /** Looks into a file. `failed` encoders are passed over. @throws {FilmError} when it cannot be repainted here. */
  static async open(
    file: Blob,
    quality: Parameters<typeof bitrate>[0],
    failed?: ReadonlySet<EncoderName>,
  ): Promise<Film> {
    const input = new Input({ source: new BlobSource(file), formats: FORMATS });
    const reading = input.getPrimaryVideoTrack();
    const video = await reading.catch((error: unknown) => {
      throw new FilmError('unreadable', error);
    });
    if (!video) throw new FilmError('no-video');
    if (!(await video.canDecode())) throw new FilmError('undecodable', await codecOf(video));
    const main = await input.getPrimaryAudioTrack();
    const audio = main ? [main, ...(await input.getAudioTracks()).filter(({ id }) => id !== main.id)] : [];
    const interlaced = await mayBeInterlaced(video);
    const isTransport = (await input.getFormat()) === MPEG_TS;
    const height =
      (await video.getDisplayHeight()) * (interlaced && isTransport ? await linesMissed(video) : 1);
    const size = fitting(await video.getDisplayWidth(), Math.round(height));
    if (Math.min(size.width, size.height) < LEAST_EDGE) throw new FilmError('too-small');
    const bits = bitrate(quality, size);
    const sounds = await Promise.all(audio.map(describe));
    const format = await chooseFilmFormat(abilities(size, bits), sounds, failed);
    if (!format) throw new FilmError('unencodable');
    return new Film(input, { video, audio, interlaced }, size, format, bits);
  }

  /** Whether the source has sound that the result will not have. */
  get losesSound(): boolean {
    return this.format.sounds.includes(null);
  }

  /** Repaints all of it; gives the number of pictures. */
  async run(style: string, around: FilmSurroundings): Promise<number> {
    const video = this.#videoSource();
    const output = growingOutput(this.format.container, KEY_EVERY_S, around.write);
    const encoder = pictureEncoder(this.format);
    try {
      output.addVideoTrack(video);
      const sounds = await this.#sounds(output);
      label(output, this.format.container, { title: style, begun: Date.now() });
      await encoding(encoder, output.start());
      const frames = await this.#pictures(video, sounds, around);
      await encoding(encoder, output.finalize());
      return frames;
    } finally {
      this.#input.dispose();
    }
  }

  /** The source's sound tracks, as far as they are kept, with what players show of them. */
  async #sounds(output: Output): Promise<Sound[]> {
    const sounds: Sound[] = [];
    for (const [index, track] of this.#audio.entries()) {
      const how = this.format.sounds[index];
      if (!how) continue;
      const sound = await soundOf(track, how);
      const [name, language] = [await track.getName(), await track.getLanguageCode()];
      output.addAudioTrack(sound.source, {
        disposition: await track.getDisposition(),
        ...(name !== null && { name }),
        ...(/^[a-z]{3}$/.test(language) && { languageCode: language }),
      });
      sounds.push(sound);
    }
    return sounds;
  }

  async #pictures(
    video: VideoSampleSource,
    sounds: readonly Sound[],
    around: FilmSurroundings,
  ): Promise<number> {
    const end = await this.#input.computeDuration();
    const first = await this.#video.getFirstTimestamp();
    // Broadcasts begin hours after their zero; pictures from before a file's zero are kept. So all of it moves.
    const isBroadcast = (await this.#input.getFormat()) === MPEG_TS;
    const shift = -Math.min(isBroadcast ? await this.#input.getFirstTimestamp() : 0, first);
    const ahead = this.size.width * this.size.height <= SMALL_PIXELS ? 2 : 1;
    const painting: { painted: Promise<Uint8Array<ArrayBuffer>>; time: number; duration: number }[] = [];
    let frames = 0;
    const take = async (): Promise<void> => {
      const { painted, time, duration } = painting.shift()!;
      const frame = frameOf(await painted, this.size, time);
      const sample = new VideoSample(frame, { timestamp: time, duration });
      try {
        for (const sound of sounds) await sound.until(time + SOUND_AHEAD_S, shift);
        await encoding(pictureEncoder(this.format), video.add(sample));
      } finally {
        sample.close();
        frame.close();
      }
      frames += 1;
      const done = time - shift + duration - first;
      around.progress(end > first ? Math.min(1, done / (end - first)) : 0, frames);
    };
    const reader = new PictureReader(this.size, this.#interlaced);
    const samples = new OpaqueSampleSink(this.#video).samples();
    try {
      for await (const sample of samples) {
        const { timestamp, duration } = sample;
        const pixels = reader.read(sample);
        sample.close();
        const painted = around.paint({ ...this.size, pixels });
        // It is awaited in its turn; until then nobody listens.
        painted.catch(() => undefined);
        painting.push({ painted, time: timestamp + shift, duration });
        if (painting.length >= ahead) await take();
      }
      while (painting.length > 0) await take();
      if (frames === 0) throw new FilmError('no-video');
      // Sound that is longer need not wait for pictures.
      video.close();
      await Promise.all(sounds.map((sound) => sound.until(Infinity, shift)));
      return frames;
    } catch (error) {
      if (error instanceof FilmError) throw error;
      throw new FilmError('broken', error);
    }
  }

  #videoSource(): VideoSampleSource {
    return new VideoSampleSource({
      codec: this.format.video,
      quality: new Quality({ bitrate: this.#bits, bitrateMode: 'variable' }),
      latencyMode: 'quality',
      hardwareAcceleration: this.format.hardware ? 'prefer-hardware' : 'no-preference',
      keyFrameInterval: KEY_EVERY_S,
    });
  }
}

/** Pictures as they are meant to be seen: turned, and with square pixels. */
class PictureReader {
  readonly #size: Size;
  readonly #interlaced: boolean;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(size: Size, interlaced: boolean) {
    this.#size = size;
    this.#interlaced = interlaced;
    const context = new OffscreenCanvas(size.width, size.height).getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    });
    if (!context) throw new FilmError('unencodable');
    this.#context = context;
  }

  read(sample: VideoSample): Uint8Array<ArrayBuffer> {
    const { width, height } = this.#size;
    // Through one with holes, where a decoder gives such, the last one would be seen.
    this.#context.clearRect(0, 0, width, height);
    sample.draw(this.#context, 0, 0, width, height);
    const pixels = new Uint8Array(this.#context.getImageData(0, 0, width, height).data.buffer);
    // Turned, or made smaller, its lines are not the half-pictures' own.
    if (this.#interlaced && sample.rotation === 0 && sample.codedHeight === height)
      uncomb(pixels, this.#size);
    return pixels;
  }
}

async function describe(track: InputAudioTrack): Promise<FilmSound> {
  return {
    codec: await track.getCodec(),
    decodable: await track.canDecode(),
    rate: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
  };
}

/** What a track's pictures are encoded as; where we have no word for it, the file's own. */
async function codecOf(video: InputVideoTrack): Promise<string | undefined> {
  const id = (await video.getCodec()) ?? (await video.getInternalCodecId());
  return typeof id === 'string' ? id : undefined;
}

function frameOf(pixels: Uint8Array<ArrayBuffer>, { width, height }: Size, time: number): VideoFrame {
  return new VideoFrame(pixels, {
    format: 'RGBX',
    codedWidth: width,
    codedHeight: height,
    timestamp: Math.round(time * 1e6),
  });
}

/** The size to paint at: the video's own, as long as it can be, and even. */
export function fitting(width: number, height: number): Size {
  const scale = Math.min(1, MOST_EDGE / Math.max(width, height));
  const even = (value: number): number => Math.floor((value * scale) / 2) * 2;
  return { width: even(width), height: even(height) };
}
