/** The microphone: opened for a recording, let go after it. */
import { t } from '../language/language.svelte.ts';
import type { SoundShape } from './format.ts';

/** A microphone in the picker. */
export interface MicrophoneDevice {
  readonly id: string;
  readonly label: string;
}

/** An open microphone, read in pieces. */
export interface OpenMicrophone extends SoundShape {
  readonly sound: ReadableStream<AudioData>;
  readonly label: string;
  /** Resolves when it goes by itself, and not when it is closed. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Chromium's way from a track to its sound. */
interface SoundProcessor {
  readonly readable: ReadableStream<AudioData>;
}
type SoundProcessorClass = new (init: { track: MediaStreamTrack }) => SoundProcessor;

/** The microphones there are. */
export class Microphones {
  devices = $state.raw<MicrophoneDevice[]>([]);

  /** Looks which there are; their names are known once one was allowed. */
  async list(): Promise<void> {
    try {
      const all = await navigator.mediaDevices.enumerateDevices();
      this.devices = all
        .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '' && deviceId !== 'default')
        .map(({ deviceId, label }, index) => ({
          id: deviceId,
          label: label || `${t('recorder.microphoneWhich')} ${index + 1}`,
        }));
    } catch {
      this.devices = [];
    }
  }

  /** Whether there is this one; null asks for any. */
  async has(id: string | null): Promise<boolean> {
    await this.list();
    return id === null ? this.devices.length > 0 : this.devices.some((device) => device.id === id);
  }

  /** Opens one; rejects when the person or the system says no. */
  async open(id: string | null): Promise<OpenMicrophone> {
    const Processor = (window as { MediaStreamTrackProcessor?: unknown }).MediaStreamTrackProcessor as
      SoundProcessorClass | undefined;
    if (!Processor) throw new Error(t('recorder.unsupported'));
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        // `ideal`: where the chosen one is away, another is better than none.
        ...(id !== null && { deviceId: { ideal: id } }),
        channelCount: { ideal: 2 },
        // We play nothing that could be heard back, and to keep out an echo costs time and the second channel.
        echoCancellation: false,
      },
    });
    const [track] = stream.getAudioTracks();
    if (!track) throw new DOMException('No sound.', 'NotFoundError');
    const settings = track.getSettings() as MediaTrackSettings & { channelCount?: number };
    void this.list();
    return {
      sound: new Processor({ track }).readable,
      rate: settings.sampleRate ?? 48_000,
      channels: Math.min(2, settings.channelCount ?? 1),
      label: track.label,
      ended: new Promise((resolve) => track.addEventListener('ended', () => resolve(), { once: true })),
      close: () => track.stop(),
    };
  }
}
