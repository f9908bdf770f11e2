/** What the demo scene is drawn with. Lengths are in heights of the picture, so that every size looks alike. */

/** Any 2D context. */
export type Brush = OffscreenCanvasRenderingContext2D;

/** A closed, soft-cornered shape through points. */
export function shape(brush: Brush, points: readonly (readonly [number, number])[], fill: string): void {
  brush.fillStyle = fill;
  brush.beginPath();
  for (const [x, y] of points) brush.lineTo(x, y);
  brush.fill();
}

/** An ellipse, tilted by `turn` radians. */
export function blob(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  fill: string,
  turn = 0,
): void {
  brush.fillStyle = fill;
  brush.beginPath();
  brush.ellipse(x, y, width, height, turn, 0, 2 * Math.PI);
  brush.fill();
}

/** A line through points with round ends, bent softly. */
export function stroke(
  brush: Brush,
  points: readonly (readonly [number, number])[],
  colour: string,
  width: number,
): void {
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.lineCap = 'round';
  brush.lineJoin = 'round';
  brush.beginPath();
  const [first, ...rest] = points;
  if (first) brush.moveTo(...first);
  rest.forEach(([x, y], index) => {
    const next = rest[index + 1];
    if (next) brush.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
    else brush.lineTo(x, y);
  });
  brush.stroke();
}

/** A gradient from top to bottom. */
export function fade(
  brush: Brush,
  top: number,
  bottom: number,
  colours: readonly (readonly [number, string])[],
): CanvasGradient {
  const gradient = brush.createLinearGradient(0, top, 0, bottom);
  for (const [at, colour] of colours) gradient.addColorStop(at, colour);
  return gradient;
}
