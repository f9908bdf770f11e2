/** Large packages that a start does without: each takes a quarter of a second to load, once it is needed. */
import type Sharp from 'sharp';
import type * as Undici from 'undici';

/** Decodes and encodes pictures. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // It would hold on to the files that it has read, which on Windows can then be neither moved nor deleted.
  sharp.cache(false);
  return sharp;
}

/** Fetches by way of proxies. */
export function loadUndici(): Promise<typeof Undici> {
  return import('undici');
}
