/** From a file's name to a style's id and title. */

/** Names that Windows keeps for devices, with whatever ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** An id for a file of this name that is not taken: `Great Wave.onnx` becomes `great-wave`, or `great-wave-2`. */
export function freeId(name: string, taken: (id: string) => boolean): string {
  const words = baseName(name)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[-_]+|[-_]+$/g, '')
    .slice(0, 56);
  const stem = words === '' || DEVICE.test(words) ? `style${words && `-${words}`}` : words;
  let id = stem;
  for (let number = 2; taken(id); number++) id = `${stem}-${number}`;
  return id;
}

/** A title for a model that has none: `my_style-2.onnx` becomes `My style 2`. */
export function titleOf(name: string): string {
  // Macs hand accents over apart from their letters.
  const words = baseName(name).normalize('NFC').replaceAll(/[_-]+/g, ' ').trim().slice(0, 200);
  return words === '' ? 'Style' : words.charAt(0).toUpperCase() + words.slice(1);
}

function baseName(name: string): string {
  return name.replace(/^.*[/\\]/, '').replace(/\.onnx$/i, '');
}
