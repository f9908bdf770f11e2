/** The beginning of a HEIC picture, for tests: a box that says what it is, and the next one. */

/** A file of this brand that says that it is these, too. */
export function heic(brand: string, ...others: readonly string[]): File {
  const brands = [brand, '\0\0\0\0', ...others].join('');
  const length = String.fromCharCode(8 + brands.length);
  const text = `\0\0\0${length}ftyp${brands}\0\0\0\x18metaheicheic`;
  return new File([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], 'IMG_1.jpg');
}
