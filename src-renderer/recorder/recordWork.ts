/** Encodes a clip off the page's thread: the media worker's part in recording. */
import { CaptureClock } from '../camera/captureClock.ts';
import { wallClock } from '../camera/source.ts';
import { messageOf } from '../language/messageOf.ts';
import { abilities } from './abilities.ts';
import { Clip, type ClipPart } from './clip.ts';
import { chooseFormat } from './format.ts';
import type { ClipWish, FromRecording, ToRecording } from './messages.ts';
import { Resampler } from './resampler.ts';
import type { Channels } from './soundLine.ts';

const BEAT_MS = 250;
/** Sound of the clip's last moment may still be on its way. */
const SOUND_WAIT_MS = 250;

let clip: Clip | null = null;
let muted = false;
let channels = 1;
let rate = 48_000;
let timer: ReturnType<typeof setInterval> | undefined;

const say = (message: FromRecording, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

/** Hears what the page says. */
export function receive(data: ToRecording): void {
  if (data.type === 'choose') void choose(data.wish);
  else if (data.type === 'start') start(data);
  else if (!clip) return;
  else if (data.type === 'picture') clip.picture(data.picture, wallClock());
  else if (data.type === 'pause') clip.pause(data.at);
  else if (data.type === 'resume') clip.resume(data.at);
  else if (data.type === 'mute') muted = data.on;
  else if (data.type === 'listen') void listen(clip, data.sound);
  else void stop(clip, data.at);
}

async function choose({ size, bitrate, heard, failed }: ClipWish): Promise<void> {
  try {
    say({ type: 'chosen', choice: await chooseFormat(abilities(size, bitrate), heard, failed) });
  } catch (error) {
    say({ type: 'failed', part: 'picture', message: messageOf(error) });
  }
}

function start({ options, sound }: ToRecording & { type: 'start' }): void {
  if (options.sound) ({ rate, channels } = options.sound);
  let failed = false;
  const fail = (error: unknown, part: ClipPart): void => {
    if (failed) return;
    failed = true;
    say({ type: 'failed', part, message: messageOf(error) });
  };
  try {
    clip = new Clip(options, write, fail);
  } catch (error) {
    return fail(error, 'picture');
  }
  const made = clip;
  if (sound) void listen(made, sound);
  timer = setInterval(() => {
    made.tick(wallClock());
    say({ type: 'beat', ...figures(made, wallClock()) });
  }, BEAT_MS);
}

function write(bytes: Uint8Array): void {
  // A copy of just these bytes: the muxer's buffer may be larger, and its own.
  const copy = bytes.slice();
  say({ type: 'bytes', bytes: copy }, [copy.buffer]);
}

async function listen(to: Clip, sound: ReadableStream<AudioData>): Promise<void> {
  const clock = new CaptureClock();
  const reader = sound.getReader();
  const brought = toOurRate();
  for (;;) {
    // A microphone that goes ends its sound, or breaks it off.
    const data = await reader.read().then(
      ({ value }) => value,
      () => undefined,
    );
    if (!data) return;
    const from = data.sampleRate;
    const lengthMs = (data.numberOfFrames / from) * 1000;
    // It arrives when its last sample has been heard, at the earliest.
    const end = clock.seenAt(data.timestamp / 1000 + lengthMs, wallClock());
    const samples = samplesOf(data);
    data.close();
    to.sound(end - lengthMs, brought(samples, from));
  }
}

/** Brings pieces of one microphone's sound to the clip's rate. */
function toOurRate(): (samples: Channels, from: number) => Channels {
  let resampler: Resampler | undefined;
  let last = rate;
  return (samples, from) => {
    if (from === rate) return samples;
    if (!resampler || from !== last) resampler = new Resampler(from, rate, channels);
    last = from;
    return resampler.add(samples);
  };
}

/** The sound as so many channels as the clip has. */
function samplesOf(data: AudioData): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(data.numberOfFrames);
    const planeIndex = Math.min(channel, data.numberOfChannels - 1);
    if (!muted) data.copyTo(samples, { planeIndex, format: 'f32-planar' });
    return samples;
  });
}

async function stop(made: Clip, at: number): Promise<void> {
  clearInterval(timer);
  const end = made.end(at);
  for (const until = wallClock() + SOUND_WAIT_MS; made.heardUntil < end && wallClock() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  clip = null;
  try {
    await made.finish(at);
  } catch (error) {
    say({ type: 'failed', part: 'picture', message: messageOf(error) });
  }
  say({ type: 'done', ...figures(made, at) });
}

function figures(made: Clip, now: number): { seconds: number; frames: number; dropped: number } {
  return { seconds: made.timeline.length(now), frames: made.frames, dropped: made.dropped };
}
