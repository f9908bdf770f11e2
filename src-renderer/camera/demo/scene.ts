/** The demo scene: a bay in the evening sun, drawn for any moment and any size. */
import type { Size } from '../cover.ts';
import type { Brush } from './brush.ts';
import { drawBank, drawMountains, drawSky } from './land.ts';
import { drawBirds, drawBoat, drawFigure, drawTree } from './life.ts';
import { CLOUD_COUNT, CLOUD_ROOM, cloudAt, drawCloud, drawSun, drawWater } from './weather.ts';

/** Draws the scene; what stands still is drawn once for each size and kept. */
export class DemoScene {
  #size: Size = { width: 0, height: 0 };
  #sky = new OffscreenCanvas(1, 1);
  #clouds: OffscreenCanvas[] = [];
  #mountains = new OffscreenCanvas(1, 1);
  #bank = new OffscreenCanvas(1, 1);

  /** Fills the canvas of `brush`, which has this size, with the scene at a moment. */
  draw(brush: Brush, size: Size, seconds: number): void {
    this.#prepare(size);
    const wide = size.width / size.height;
    const moving = (...drawings: readonly Drawing[]): void => {
      inHeights(brush, size, () => {
        for (const draw of drawings) draw(brush, wide, seconds);
      });
    };
    brush.drawImage(this.#sky, 0, 0);
    moving(drawSun);
    this.#clouds.forEach((canvas, cloud) => {
      const { x, y } = cloudAt(cloud, seconds, wide);
      const left = x * size.height - canvas.width / 2;
      brush.drawImage(canvas, left, y * size.height - canvas.height / 2);
    });
    brush.drawImage(this.#mountains, 0, 0);
    moving(drawBirds, drawWater, drawBoat);
    brush.drawImage(this.#bank, 0, 0);
    moving(drawFigure, drawTree);
  }

  #prepare(size: Size): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = { width: size.width, height: size.height };
    this.#sky = layer(size, drawSky);
    this.#clouds = Array.from({ length: CLOUD_COUNT }, (_, cloud) =>
      layer(size, (brush) => drawCloud(brush, cloud), CLOUD_ROOM),
    );
    this.#mountains = layer(size, drawMountains);
    this.#bank = layer(size, drawBank);
  }
}

type Drawing = (brush: Brush, wide: number, seconds: number) => void;

/** A canvas with a drawing that stands still: as large as the picture, or as `room` says in its heights. */
function layer(size: Size, draw: (brush: Brush, wide: number) => void, room?: Size): OffscreenCanvas {
  const canvas = room
    ? new OffscreenCanvas(Math.ceil(room.width * size.height), Math.ceil(room.height * size.height))
    : new OffscreenCanvas(size.width, size.height);
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('This browser cannot draw on an OffscreenCanvas.');
  inHeights(brush, size, () => draw(brush, size.width / size.height));
  return canvas;
}

/** One unit is the picture's height. */
function inHeights(brush: Brush, { height }: Size, draw: () => void): void {
  brush.save();
  brush.scale(height, height);
  draw();
  brush.restore();
}
