/** The two containers that Windows and macOS keep icons in. Both hold PNGs as they are. */

/** A picture of an icon: a square PNG. */
export interface IconPicture {
  readonly size: number;
  readonly png: Buffer;
}

/** Names of the sizes in an .icns file. */
const ICNS_TYPES: readonly (readonly [size: number, type: string])[] = [
  [16, 'icp4'],
  [32, 'icp5'],
  [64, 'icp6'],
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
  [1024, 'ic10'],
];

/** Writes an .ico file: a header, a directory of 16 bytes a picture, then the pictures. */
export function writeIco(pictures: readonly IconPicture[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(({ size, png }, index) => {
    if (size > 256) throw new RangeError(`an .ico file holds pictures up to 256 pixels, not ${size}`);
    const at = 6 + 16 * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Reads an .ico file of PNGs. */
export function readIco(file: Buffer): IconPicture[] {
  if (file.readUInt32LE(0) !== 0x0001_0000) throw new Error('this is no .ico file');
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const start = file.readUInt32LE(at + 12);
    return {
      size: file.readUInt8(at) || 256,
      png: file.subarray(start, start + file.readUInt32LE(at + 8)),
    };
  });
}

/** Writes an .icns file: chunks of a type's name, a length that counts both, and a picture. */
export function writeIcns(pictures: readonly IconPicture[]): Buffer {
  const chunks = pictures.map(({ size, png }) => {
    const type = ICNS_TYPES.find(([of]) => of === size)?.[1];
    if (!type) throw new RangeError(`an .icns file holds no pictures of ${size} pixels`);
    return chunk(type, png);
  });
  return chunk('icns', Buffer.concat(chunks));
}

/** Reads an .icns file of PNGs. */
export function readIcns(file: Buffer): IconPicture[] {
  if (file.toString('latin1', 0, 4) !== 'icns' || file.readUInt32BE(4) !== file.length) {
    throw new Error('this is no .icns file');
  }
  const pictures: IconPicture[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const type = file.toString('latin1', at, at + 4);
    const size = ICNS_TYPES.find(([, name]) => name === type)?.[0];
    if (size) pictures.push({ size, png: file.subarray(at + 8, at + file.readUInt32BE(at + 4)) });
  }
  return pictures;
}

function chunk(type: string, contents: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + contents.length, 4);
  return Buffer.concat([head, contents]);
}
