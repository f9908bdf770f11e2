/** Where a frame's time goes: ONNX Runtime's own profile, summed up by operator. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openPainter } from '../../src-main/paint/onnxPainter.ts';
import type { FrameSize, StyleModel } from '../../src-main/paint/painter.ts';
import type { Device } from '../../src-main/runtime/types.ts';
import { fail } from '../lib/cli.ts';

/** An operator's part of a frame. */
export interface OperatorTime {
  readonly operator: string;
  /** The execution provider that computed it. */
  readonly provider: string;
  readonly nodes: number;
  /** Milliseconds in one frame, by the median of each node. */
  readonly ms: number;
}

const FRAMES = 12;
const Events = z.array(
  z.looseObject({
    cat: z.string().optional(),
    name: z.string().optional(),
    dur: z.number().optional(),
    args: z.looseObject({ op_name: z.string().optional(), provider: z.string().optional() }).optional(),
  }),
);

/** Paints some frames with the profiler on; the costliest operator comes first. */
export async function profileStyle(
  device: Device,
  style: StyleModel,
  size: FrameSize,
): Promise<OperatorTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-profile-'));
  try {
    const raw = { enableProfiling: true, profileFilePrefix: join(folder, 'profile') };
    const profiled: Device = {
      ...device,
      load: (model, options) => device.load(model, { ...options, raw: { ...options?.raw, ...raw } }),
    };
    const painter = openPainter(profiled);
    const pixels = new Uint8Array(size.width * size.height * 4).fill(128);
    for (let i = 0; i < FRAMES; i++) await painter.paint(style, { ...size, pixels, strength: 1 });
    // The profile is written when the session ends.
    await painter.close();
    const profiles = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
    );
    if (profiles.length === 0) fail(`${device.name} writes no profile: only ONNX Runtime's devices do`);
    // Examining a model loads small sessions, too: the frame's own is the longest.
    return sumUp(profiles.sort((a, b) => b.length - a.length)[0]!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sums up a profile, as its file has it. @throws {UsageError} when it is none. */
export function sumUp(profile: string): OperatorTime[] {
  const parsed = Events.safeParse(parse(profile));
  if (!parsed.success) fail('the profile could not be understood: this ONNX Runtime writes another form');
  const nodes = new Map<string, { operator: string; provider: string; times: number[] }>();
  for (const { cat, name = '', dur = 0, args } of parsed.data) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const { op_name: operator = '?', provider = '?' } = args ?? {};
    const node = nodes.get(name) ?? { operator, provider, times: [] };
    node.times.push(dur / 1000);
    nodes.set(name, node);
  }
  const sums = new Map<string, OperatorTime>();
  for (const { operator, provider, times } of nodes.values()) {
    const key = `${operator} ${provider}`;
    const before = sums.get(key) ?? { operator, provider, nodes: 0, ms: 0 };
    sums.set(key, { operator, provider, nodes: before.nodes + 1, ms: before.ms + median(times) });
  }
  return [...sums.values()].sort((a, b) => b.ms - a.ms);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
