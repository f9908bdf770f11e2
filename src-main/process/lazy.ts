/** Large packages that a start does without: each takes a quarter of a second to load, once it is needed. */
import type Sharp from 'sharp';

/** Decodes and encodes pictures. */
export async function loadSharp(): Promise<typeof Sharp> {
  return (await import('sharp')).default;
}
