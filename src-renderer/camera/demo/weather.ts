/** What moves by itself in the demo scene: sun, clouds and water. */
import { blob, fade, stroke, type Brush } from './brush.ts';
import { HORIZON, SUN } from './land.ts';
import { randomNumbers } from './random.ts';

/** The sun, whose rings breathe. */
export function drawSun(brush: Brush, wide: number, seconds: number): void {
  const x = SUN.x * wide;
  for (let ring = 5; ring >= 1; ring--) {
    const breath = 1 + 0.05 * Math.sin(seconds * 0.9 - ring);
    brush.globalAlpha = 0.16;
    blob(brush, [x, SUN.y, 0.04 * ring * breath + 0.06, 0.04 * ring * breath + 0.06], '#ffe9a0');
  }
  brush.globalAlpha = 0.5;
  for (let ray = 0; ray < 18; ray++) {
    const turn = (ray / 18) * 2 * Math.PI + seconds * 0.05;
    const from = 0.1 + 0.012 * Math.sin(seconds + ray * 2);
    const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
    const to = from + 0.05;
    stroke(
      brush,
      [
        [x + dx * from, SUN.y + dy * from],
        [x + dx * to, SUN.y + dy * to],
      ],
      '#fff3c4',
      0.01,
    );
  }
  brush.globalAlpha = 1;
  blob(brush, [x, SUN.y, 0.075, 0.075], '#fbd24e');
  blob(brush, [x - 0.012, SUN.y - 0.014, 0.05, 0.048], '#ffefae');
}

/** Where something is that drifts from left to right and comes in again: from -margin to wide + margin. */
export function drift(start: number, speed: number, seconds: number, wide: number, margin: number): number {
  const way = wide + 2 * margin;
  const along = (start * way + speed * seconds) % way;
  return (along < 0 ? along + way : along) - margin;
}

const CLOUDS = [
  { start: 0.08, y: 0.13, size: 1, speed: 0.014 },
  { start: 0.42, y: 0.2, size: 0.7, speed: 0.02 },
  { start: 0.7, y: 0.09, size: 0.85, speed: 0.017 },
  { start: 0.9, y: 0.34, size: 0.5, speed: 0.026 },
] as const;

/** Room for the largest cloud, its middle at the middle. */
export const CLOUD_ROOM = { width: 0.7, height: 0.26 } as const;

/** How many clouds there are. */
export const CLOUD_COUNT = CLOUDS.length;

/** Where the middle of a cloud is. */
export function cloudAt(cloud: number, seconds: number, wide: number): { x: number; y: number } {
  const { start, y, speed } = CLOUDS[cloud] ?? CLOUDS[0];
  return { x: drift(start, speed, seconds, wide, CLOUD_ROOM.width / 2), y };
}

/** A cloud, around the middle of its room. */
export function drawCloud(brush: Brush, cloud: number): void {
  const { size } = CLOUDS[cloud] ?? CLOUDS[0];
  const random = randomNumbers(20 + cloud);
  const puffs = Array.from({ length: 9 }, (_, index) => {
    const radius = (0.03 + 0.035 * random()) * size * (1.25 - Math.abs(index / 4 - 1) * 0.6);
    const x = CLOUD_ROOM.width / 2 + (index / 8 - 0.5) * 0.36 * size;
    return { x, y: CLOUD_ROOM.height / 2 - radius * 0.35 + random() * 0.012, radius };
  });
  for (const { x, y, radius } of puffs) blob(brush, [x, y + 0.016 * size, radius * 1.25, radius], '#a8a3bd');
  for (const { x, y, radius } of puffs) blob(brush, [x, y, radius * 1.2, radius * 0.92], '#fdf3e2');
  brush.globalAlpha = 0.6;
  for (const { x, y, radius } of puffs) {
    const arch = [
      [x - radius * 0.7, y + radius * 0.1],
      [x, y - radius * 0.75],
      [x + radius * 0.7, y],
    ] as const;
    stroke(brush, arch, '#ffffff', 0.008 * size);
  }
  brush.globalAlpha = 1;
}

/** The water: rows of waves, nearer ones larger, and the sun's path on them. */
export function drawWater(brush: Brush, wide: number, seconds: number): void {
  brush.fillStyle = fade(brush, HORIZON, 1, [
    [0, '#e8b06e'],
    [0.14, '#6fa3a8'],
    [0.5, '#2b6c8f'],
    [1, '#143f66'],
  ]);
  brush.fillRect(0, HORIZON, wide, 1 - HORIZON);
  const random = randomNumbers(31);
  for (let row = 0; row < 15; row++) {
    const near = row / 14;
    const y = HORIZON + 0.012 + near ** 1.6 * 0.42;
    const length = 0.06 + near * 0.13;
    const gap = length * 1.35;
    const shift = ((seconds * (0.02 + 0.05 * near) * (row % 2 ? 1 : 0.7)) % gap) - gap + random() * 0.05;
    const rise = 0.004 + near * 0.018;
    for (let x = shift; x < wide + gap; x += gap) {
      const swell = rise * (1 + 0.5 * Math.sin(seconds * 1.4 + x * 9 + row));
      const sunlit = Math.abs(x + length / 2 - SUN.x * wide) < 0.07 + near * 0.1;
      const colour = sunlit ? (row % 2 ? '#ffe7a3' : '#f7b765') : row % 3 ? '#8fc3cf' : '#0f3a63';
      brush.globalAlpha = sunlit ? 0.9 : 0.65;
      stroke(
        brush,
        [
          [x, y],
          [x + length * 0.5, y - swell * 2],
          [x + length, y],
        ],
        colour,
        0.005 + near * 0.012,
      );
    }
  }
  brush.globalAlpha = 1;
}
