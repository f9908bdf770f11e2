/** Numbers, times and sizes as a language writes them. */
import type { Language } from './catalogue.ts';

/** A number. */
export function formatNumber(language: Language, value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language, options).format(value);
}

/** A part of one, as a percentage. */
export function formatPercent(language: Language, part: number): string {
  return formatNumber(language, part, { style: 'percent', maximumFractionDigits: 0 });
}

/** A moment: its date, and its time where `withTime`. */
export function formatDate(language: Language, moment: Date, withTime = false): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    ...(withTime ? { timeStyle: 'short' as const } : {}),
  }).format(moment);
}

/** A length of time as clocks show it: `0:07`, `12:05`, `1:02:03`. The same everywhere. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (part: number): string => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** A place in a clip, to a tenth of a second: `12:05.3`. */
export function formatPlace(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  return `${formatDuration(tenths / 10)}.${tenths % 10}`;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size in bytes, in the largest unit that leaves at least one: `1.5 MB`. */
export function formatBytes(language: Language, bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const unit = BYTE_UNITS[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return formatNumber(language, value, { ...options, maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 });
}

/** Things one after the other: `a, b and c`. */
export function formatList(language: Language, items: readonly string[]): string {
  return new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(items);
}
