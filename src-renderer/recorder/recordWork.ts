/** Encodes a clip off the page's thread: the media worker's part in recording. */
import { CaptureClock } from '../camera/captureClock.ts';
import { wallClock } from '../camera/source.ts';
import { Clip } from './clip.ts';
import type { FromRecording, ToRecording } from './messages.ts';

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
  if (data.type === 'start') start(data);
  else if (!clip) return;
  else if (data.type === 'picture') clip.picture(data.picture, wallClock());
  else if (data.type === 'pause') clip.timeline.pause(data.at);
  else if (data.type === 'resume') clip.timeline.resume(data.at);
  else if (data.type === 'mute') muted = data.on;
  else void stop(clip, data.at);
}

function start({ options, sound }: ToRecording & { type: 'start' }): void {
  if (options.sound) ({ rate, channels } = options.sound);
  let failed = false;
  const fail = (error: unknown): void => {
    if (failed) return;
    failed = true;
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  };
  try {
    clip = new Clip(options, write, fail);
  } catch (error) {
    return fail(error);
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
  for (;;) {
    const { done, value: data } = await reader.read();
    if (done) return;
    const lengthMs = (data.numberOfFrames / data.sampleRate) * 1000;
    // It arrives when its last sample has been heard, at the earliest.
    const end = clock.seenAt(data.timestamp / 1000 + lengthMs, wallClock());
    to.sound(end - lengthMs, samplesOf(data));
    data.close();
  }
}

/** The sound as so many channels as the clip has, at its rate. */
function samplesOf(data: AudioData): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(data.numberOfFrames);
    if (muted) return atRate(samples, data.sampleRate);
    const planeIndex = Math.min(channel, data.numberOfChannels - 1);
    data.copyTo(samples, { planeIndex, format: 'f32-planar' });
    return atRate(samples, data.sampleRate);
  });
}

/** Microphones keep the rate they announce; one that does not is brought to it, roughly. */
function atRate(samples: Float32Array<ArrayBuffer>, from: number): Float32Array<ArrayBuffer> {
  if (from === rate) return samples;
  return Float32Array.from(
    { length: Math.round((samples.length * rate) / from) },
    (_, i) => samples[Math.min(samples.length - 1, Math.floor((i * from) / rate))] ?? 0,
  );
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
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  say({ type: 'done', ...figures(made, at) });
}

function figures(made: Clip, now: number): { seconds: number; frames: number; dropped: number } {
  return { seconds: made.timeline.length(now), frames: made.frames, dropped: made.dropped };
}
