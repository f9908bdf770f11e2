/**
 * Paints frames: keeps styles loaded on one device and runs them on frames of 8 bits.
 * Everything per pixel (layout, range, strength, rounding) happens inside the graph.
 */
import type { Device } from '../runtime/types.ts';
import type { Video } from '../studio/contract.ts';
import type { Found } from './found.ts';
import { Refusal } from './refusal.ts';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** What a session is loaded for. */
export interface FrameShape extends FrameSize {
  /** How pixels lie in memory; RGBA where it is not said. */
  readonly video?: Video | undefined;
}

/** A style's model, as read from its file. */
export interface StyleModel {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** What running it showed before, of one that does not say so itself. */
  readonly found?: Found | undefined;
  /** Called when it had to be run to find that out. */
  readonly onFound?: ((found: Found) => void) | undefined;
}

/** Bytes of a frame. */
export function frameBytes({ width, height, video }: FrameShape): number {
  return video ? video.width * video.height * 1.5 : width * height * 4;
}

/** The same for shapes that are alike. */
export function shapeKey({ width, height, video }: FrameShape): string {
  return `${width}x${height}${video ? ` ${Object.values(video).join(' ')}` : ''}`;
}

/** How a painting lies in memory, which may be another way than its frame does. */
export function paintingShape({ width, height, video }: FrameShape): FrameShape {
  return { width, height, video: video ? { ...video, planes: 'i420', width, height } : undefined };
}

export interface Frame extends FrameShape {
  /** Rows from the top: width * height * 4 bytes of RGBA, or what `video` says. */
  readonly pixels: Uint8Array;
  /** 0 gives the frame back, 1 the painting. */
  readonly strength: number;
  /** The painting's luminance with the frame's own colours. */
  readonly keepColours?: boolean;
  /** A second style's painting, mixed in: `amount` 1 shows only it. */
  readonly blend?: { readonly style: StyleModel; readonly amount: number } | null;
  /** Of the live view: what painted it stays loaded until the view is painted with something else. */
  readonly live?: boolean;
  /** Told how much is painted, from 0 to 1, of a picture so large that it is painted in tiles. */
  readonly progress?: (part: number) => void;
}

export interface Painted {
  /** Of the frame's size: RGBA with alpha 255, or `i420` of a video frame. */
  readonly pixels: Uint8Array;
  readonly paintMs: number;
}

/** A painter on one device. Not re-entrant: await one call before the next. */
export interface Painter {
  readonly device: Device;
  /**
   * Loads a style, or one and a second that it is to be mixed with, for frames of a shape and runs it once; does
   * nothing if it is loaded. @throws {StyleError}
   */
  prepare(style: StyleModel, shape: FrameShape, blend?: StyleModel): Promise<void>;
  /** Whether it could paint with a style, or one and a second that it is mixed with, at once. */
  isPrepared(styleId: string, shape: FrameShape, blendId?: string): boolean;
  /**
   * Whether one style more has room for a size, beside what paints live, what is loaded for that size, and what
   * was used since a time of `performance.now()`.
   */
  hasRoom(size: FrameSize, since: number): boolean;
  /** Paints one frame; prepares first where needed. @throws {StyleError} when the model cannot be used. */
  paint(style: StyleModel, frame: Frame): Promise<Painted>;
  /** Frees every loaded session. */
  close(): Promise<void>;
}

/** A style's model cannot be used; the message says why, for the person who chose it. */
export class StyleError extends Error {
  override readonly name = 'StyleError';
}

/** A style's file could not be read just now, which may pass: neither style nor device is to blame. */
export class UnreadableError extends Refusal {
  constructor(message: string) {
    super('paint-failed', message);
  }
}
