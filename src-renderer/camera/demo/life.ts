/** What lives in the demo scene: a boat, a tree in the wind, somebody who looks on, and birds. */
import { blob, shape, stroke, type Brush } from './brush.ts';
import { randomNumbers } from './random.ts';
import { drift } from './weather.ts';

/** Where the boat is and how it lies in the waves. */
export function boatAt(seconds: number, wide: number): { x: number; y: number; tilt: number } {
  return {
    x: drift(0.52, 0.02, seconds, wide, 0.2),
    y: 0.665 + 0.006 * Math.sin(seconds * 1.3),
    tilt: 0.05 * Math.sin(seconds * 1.1 + 0.6),
  };
}

/** A boat with two sails, and what the water shows of it. */
export function drawBoat(brush: Brush, wide: number, seconds: number): void {
  const { x, y, tilt } = boatAt(seconds, wide);
  brush.save();
  brush.translate(x, y);
  brush.globalAlpha = 0.35;
  for (let line = 0; line < 6; line++) {
    const sway = 0.012 * Math.sin(seconds * 2 + line);
    const half = 0.075 - line * 0.009;
    stroke(
      brush,
      [
        [-half + sway, 0.018 + line * 0.016],
        [half + sway, 0.018 + line * 0.016],
      ],
      line % 2 ? '#f6ead2' : '#7a2f22',
      0.01,
    );
  }
  brush.globalAlpha = 1;
  brush.rotate(tilt);
  stroke(
    brush,
    [
      [0, 0],
      [0, -0.235],
    ],
    '#4a2d1a',
    0.008,
  );
  const belly = 0.018 * (1 + 0.3 * Math.sin(seconds * 0.8));
  sail(brush, [0.008, -0.225], [0.008, -0.035], [0.115, -0.04], belly, '#fbf1dc', '#e2b787');
  sail(brush, [-0.008, -0.2], [-0.008, -0.035], [-0.085, -0.035], -belly, '#d9503a', '#a8301a');
  shape(
    brush,
    [
      [-0.115, -0.024],
      [0.125, -0.024],
      [0.085, 0.022],
      [-0.085, 0.022],
    ],
    '#5b2f1c',
  );
  stroke(
    brush,
    [
      [-0.112, -0.024],
      [0.122, -0.024],
    ],
    '#f0c070',
    0.008,
  );
  brush.restore();
}

function sail(
  brush: Brush,
  top: readonly [number, number],
  foot: readonly [number, number],
  clew: readonly [number, number],
  belly: number,
  light: string,
  dark: string,
): void {
  const middle = [(top[0] + clew[0]) / 2 + belly * 2, (top[1] + clew[1]) / 2] as const;
  for (const [colour, inward] of [
    [light, 0],
    [dark, 0.55],
  ] as const) {
    brush.fillStyle = colour;
    brush.beginPath();
    brush.moveTo(top[0], top[1] * (1 - inward * 0.3));
    brush.quadraticCurveTo(
      middle[0] - (middle[0] - foot[0]) * inward,
      middle[1],
      clew[0] - (clew[0] - foot[0]) * inward,
      clew[1],
    );
    brush.lineTo(...foot);
    brush.fill();
  }
}

/** The tree at the right edge, whose leaves move in the wind. */
export function drawTree(brush: Brush, wide: number, seconds: number): void {
  const x = wide * 0.94;
  stroke(
    brush,
    [
      [x + 0.05, 1.02],
      [x + 0.01, 0.8],
      [x + 0.03, 0.6],
      [x - 0.01, 0.36],
    ],
    '#3d2a20',
    0.05,
  );
  stroke(
    brush,
    [
      [x + 0.02, 0.68],
      [x - 0.06, 0.56],
      [x - 0.1, 0.45],
    ],
    '#3d2a20',
    0.022,
  );
  stroke(
    brush,
    [
      [x + 0.055, 1],
      [x + 0.02, 0.8],
      [x + 0.04, 0.6],
    ],
    '#7d5a3c',
    0.012,
  );
  const random = randomNumbers(41);
  const greens = ['#1f4a33', '#2f6b3f', '#4d8a45', '#83a94d', '#c3b454'];
  for (let count = 0; count < 120; count++) {
    const turn = random() * 2 * Math.PI;
    const reach = random() ** 0.6;
    const wind = 0.01 * Math.sin(seconds * 1.2 + turn * 3) * reach;
    const leafX = x + Math.cos(turn) * reach * 0.2 + wind;
    const leafY = 0.33 + Math.sin(turn) * reach * 0.24 + wind * 0.5;
    const size = 0.024 + random() * 0.016;
    const shade = Math.min(4, Math.floor((count / 120) * 4 + random() * 1.4));
    blob(brush, [leafX, leafY, size * 1.35, size * 0.8], greens[shade] ?? '#2f6b3f', turn + wind * 8);
  }
}

/** Somebody on the bank in a straw hat, with a scarf in the wind. */
export function drawFigure(brush: Brush, wide: number, seconds: number): void {
  brush.save();
  brush.translate(wide * 0.2, 0.93);
  brush.rotate(0.012 * Math.sin(seconds * 0.7));
  shape(
    brush,
    [
      [-0.1, 0.03],
      [-0.062, -0.27],
      [0.058, -0.27],
      [0.1, 0.03],
    ],
    '#27406e',
  );
  shape(
    brush,
    [
      [0.01, 0.03],
      [0.024, -0.27],
      [0.058, -0.27],
      [0.1, 0.03],
    ],
    '#3f64a0',
  );
  for (let fold = 0; fold < 5; fold++) {
    const at = -0.07 + fold * 0.034;
    stroke(
      brush,
      [
        [at * 0.6, -0.19],
        [at, -0.08],
        [at * 1.15, 0.02],
      ],
      fold % 2 ? '#6f93c7' : '#172a4d',
      0.008,
    );
  }
  const lift = 0.02 * Math.sin(seconds * 0.9);
  stroke(
    brush,
    [
      [0.05, -0.245],
      [0.1, -0.17],
      [0.075, -0.09],
    ],
    '#35568f',
    0.036,
  );
  stroke(
    brush,
    [
      [-0.052, -0.245],
      [-0.105, -0.2],
      [-0.115, -0.27 + lift],
      [-0.092, -0.325 + lift],
    ],
    '#27406e',
    0.034,
  );
  blob(brush, [-0.09, -0.335 + lift, 0.016, 0.018], '#e3ad86');
  stroke(
    brush,
    [
      [0, -0.27],
      [0, -0.31],
    ],
    '#d79b74',
    0.034,
  );
  blob(brush, [0.004, -0.345, 0.044, 0.052], '#e8b48d');
  blob(brush, [-0.016, -0.352, 0.036, 0.05], '#4b2b1b', 0.2);
  const flutter = (along: number): number => 0.02 * along * Math.sin(seconds * 3 - along * 4);
  for (const [colour, offset] of [
    ['#c8402b', 0],
    ['#f0a13c', 0.013],
  ] as const) {
    const points = Array.from({ length: 7 }, (_, index) => {
      const along = index / 6;
      return [0.02 + along * 0.19, -0.29 + offset + along * 0.035 + flutter(along * 2)] as const;
    });
    stroke(brush, points, colour, 0.026 - offset);
  }
  stroke(
    brush,
    [
      [-0.034, -0.288],
      [0, -0.276],
      [0.036, -0.29],
    ],
    '#c8402b',
    0.026,
  );
  blob(brush, [0.002, -0.382, 0.1, 0.022], '#d9a441', -0.07);
  blob(brush, [0, -0.4, 0.052, 0.036], '#efc865', -0.07);
  stroke(
    brush,
    [
      [-0.05, -0.39],
      [0.002, -0.382],
      [0.052, -0.396],
    ],
    '#a8301a',
    0.012,
  );
  brush.restore();
}

/** A few birds, far away. */
export function drawBirds(brush: Brush, wide: number, seconds: number): void {
  for (let bird = 0; bird < 5; bird++) {
    const x = drift(0.3 + bird * 0.035, 0.03, seconds, wide, 0.1);
    const y = 0.3 + 0.035 * ((bird * 7) % 4) + 0.008 * Math.sin(seconds + bird);
    const wing = 0.012 * Math.sin(seconds * 5 + bird * 2);
    stroke(
      brush,
      [
        [x - 0.022, y - wing],
        [x - 0.008, y - 0.006],
        [x, y],
        [x + 0.008, y - 0.006],
        [x + 0.022, y - wing],
      ],
      '#22344f',
      0.006,
    );
  }
}
