/** Large packages that a start does without: each takes a quarter of a second to load, once it is needed. */
import process from 'node:process';
import type Sharp from 'sharp';
import type * as Undici from 'undici';
import { loadSharpApart } from './sharpApart.ts';

let sharpLoaded: Promise<typeof Sharp> | undefined;

/** Decodes and encodes pictures. Asked for again and again, with each photo of a training for instance. */
export function loadSharp(): Promise<typeof Sharp> {
  return (sharpLoaded ??= firstSharp());
}

async function firstSharp(): Promise<typeof Sharp> {
  if (process.platform === 'linux' && 'electron' in process.versions) loadSharpApart();
  const { default: sharp } = await import('sharp');
  // It would hold on to the files that it has read, which on Windows can then be neither moved nor deleted.
  sharp.cache(false);
  return sharp;
}

/** Fetches by way of proxies. */
export function loadUndici(): Promise<typeof Undici> {
  return import('undici');
}
