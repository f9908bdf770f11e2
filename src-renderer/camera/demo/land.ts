/** What stands still in the demo scene: the sky's strokes, mountains, and the bank with its tree. */
import { blob, fade, shape, stroke, type Brush } from './brush.ts';
import { randomNumbers } from './random.ts';

/** Where the water begins. */
export const HORIZON = 0.56;
/** The sun's place, from the left edge in widths and from the top in heights. */
export const SUN = { x: 0.66, y: 0.27 } as const;

/** The sky, in strokes that wind around the sun. */
export function drawSky(brush: Brush, wide: number): void {
  brush.fillStyle = fade(brush, 0, HORIZON, [
    [0, '#2f5f9e'],
    [0.45, '#7fb2cf'],
    [0.78, '#f4d6a0'],
    [1, '#f2a565'],
  ]);
  brush.fillRect(0, 0, wide, HORIZON + 0.01);
  const random = randomNumbers(7);
  const colours = ['#ffffff', '#1f4d8c', '#fbe3a8', '#5d9cc4', '#f7c27a'];
  for (let count = 0; count < 260; count++) {
    const turn = random() * 2 * Math.PI;
    const radius = 0.12 + random() ** 0.7 * 1.1;
    const length = 0.1 + random() * 0.16;
    brush.globalAlpha = 0.1 + random() * 0.16;
    brush.strokeStyle = colours[count % colours.length] ?? '#ffffff';
    brush.lineWidth = 0.008 + random() * 0.012;
    brush.lineCap = 'round';
    brush.beginPath();
    brush.ellipse(SUN.x * wide, SUN.y, radius, radius * 0.72, 0, turn, turn + length / radius);
    brush.stroke();
  }
  brush.globalAlpha = 1;
}

/** Two ranges of mountains, lit from the sun's side. */
export function drawMountains(brush: Brush, wide: number): void {
  range(brush, wide, [0.2, 0.36, 0.27, 0.42, 0.33, 0.45, 0.3, 0.4], '#6a7fa8', '#a9b2c9', 3);
  range(brush, wide, [0.42, 0.47, 0.39, 0.5, 0.47, 0.52, 0.44, 0.5], '#3f6272', '#7fa08f', 4);
}

function range(
  brush: Brush,
  wide: number,
  heights: readonly number[],
  dark: string,
  light: string,
  seed: number,
): void {
  const step = wide / (heights.length - 1);
  const tops = heights.map((y, index) => [index * step, y] as const);
  shape(brush, [[0, HORIZON], ...tops, [wide, HORIZON]], dark);
  const random = randomNumbers(seed);
  for (const [x, y] of tops) {
    const drop = HORIZON - y;
    shape(
      brush,
      [
        [x, y],
        [x + step * 0.45, HORIZON],
        [x + step * 0.08, HORIZON],
      ],
      light,
    );
    for (let count = 0; count < 9; count++) {
      const down = y + drop * (0.2 + 0.75 * random());
      const reach = (down - y) * 0.7;
      const from = x + (random() - 0.6) * reach;
      brush.globalAlpha = 0.35;
      stroke(
        brush,
        [
          [from, down],
          [from + 0.02, down + 0.03],
        ],
        count % 2 ? '#f4e2c4' : '#24405a',
        0.007,
      );
    }
    brush.globalAlpha = 1;
  }
}

/** The near bank with its grass and flowers, at the left. */
export function drawBank(brush: Brush, wide: number): void {
  const edge = [
    [0, 0.74],
    [wide * 0.16, 0.76],
    [wide * 0.34, 0.83],
    [wide * 0.55, 0.93],
    [wide * 0.7, 1],
    [0, 1],
  ] as const;
  shape(brush, edge, '#3c6b37');
  const random = randomNumbers(11);
  const greens = ['#5f9440', '#86ad4a', '#2c5230', '#b9bd57'];
  for (let count = 0; count < 420; count++) {
    const along = random();
    const x = along * wide * 0.7;
    const top = 0.745 + 0.255 * along ** 1.5;
    const y = top + random() * (1.02 - top);
    const lean = (random() - 0.5) * 0.03;
    brush.globalAlpha = 0.85;
    const colour = greens[count % greens.length] ?? '#5f9440';
    stroke(
      brush,
      [
        [x, y],
        [x + lean / 2, y - 0.03],
        [x + lean, y - 0.045 - random() * 0.02],
      ],
      colour,
      0.007,
    );
  }
  brush.globalAlpha = 1;
  const petals = ['#e8503a', '#f6c945', '#f8efe0', '#d75a8a'];
  for (let count = 0; count < 46; count++) {
    const along = random();
    const y = 0.79 + 0.22 * along ** 1.3 + random() * 0.1;
    const size = 0.006 + 0.008 * (y - 0.7);
    blob(brush, [along * wide * 0.62, y, size * 1.3, size], petals[count % petals.length] ?? '#e8503a');
  }
}
