/** How a picture takes its place on the stage. */
import type { Size } from '../camera/cover.ts';

/** Up to this part of the picture may be cut away to let it run to the edges. */
const MOST_CUT = 0.13;

/**
 * `bleed`: the picture covers the stage to its edges, a little of it cut away. `hung`: it hangs whole on the
 * wall, with room around it.
 */
export interface Placement extends Size {
  readonly mode: 'bleed' | 'hung';
}

/**
 * Places a picture: to the edges where the shapes nearly agree, else whole, like a work on a wall. In full
 * screen it is as large as it can be.
 */
export function placePicture(stage: Size, picture: Size, fullScreen = false): Placement {
  if (stage.width < 1 || stage.height < 1) return { mode: 'hung', width: 0, height: 0 };
  const stageShape = stage.width / stage.height;
  const pictureShape = picture.width / picture.height;
  const cut = 1 - Math.min(stageShape / pictureShape, pictureShape / stageShape);
  if (cut <= MOST_CUT) return { mode: 'bleed', width: stage.width, height: stage.height };
  const margin = fullScreen ? 0 : Math.min(56, Math.max(10, 0.045 * Math.min(stage.width, stage.height)));
  const scale = Math.min(
    (stage.width - 2 * margin) / picture.width,
    (stage.height - 2 * margin) / picture.height,
  );
  return {
    mode: 'hung',
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
  };
}
