/** Geometry of cutting a picture to another shape. */

/** A rectangle in a picture, in pixels. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest centred part of `source` that has the shape of `target`. */
export function coverCrop(source: Size, target: Size): Crop {
  const scale = Math.min(source.width / target.width, source.height / target.height);
  const width = target.width * scale;
  const height = target.height * scale;
  return { x: (source.width - width) / 2, y: (source.height - height) / 2, width, height };
}
