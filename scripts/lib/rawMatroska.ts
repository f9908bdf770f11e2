/**
 * Raw pictures as a Matroska stream: the simplest form in which ffmpeg takes pictures from a pipe together
 * with the time of each. Its own raw form has pictures only, at one rate.
 */

/** Times are whole microseconds. */
const NANOSECONDS_A_TICK = 1000;
/** A length that is not known when the stream begins. */
const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** What comes before the first picture. `secondsEach` is how long a picture is shown on average. */
export function matroskaHeader(width: number, height: number, secondsEach: number): Buffer {
  const video = element('e0', number('b0', width), number('ba', height), text('2eb524', 'RGBA'));
  const track = element(
    'ae',
    ...[number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_UNCOMPRESSED')],
    ...[number('23e383', Math.max(1, Math.round(secondsEach * 1e9))), video],
  );
  const info = element('1549a966', number('2ad7b1', NANOSECONDS_A_TICK), text('4d80', 'Pastiche'), text('5741', 'Pastiche')); // prettier-ignore
  const kind = element('1a45dfa3', text('4282', 'matroska'), number('4287', 4), number('4285', 2));
  return Buffer.concat([kind, id('18538067'), Buffer.from(UNKNOWN), info, element('1654ae6b', track)]);
}

/** What comes before a picture of so many bytes that is shown from a time on. */
export function pictureHeader(microseconds: number, bytes: number): Buffer {
  const time = number('e7', microseconds);
  // Track 1, no time of its own, a key frame.
  const block = Buffer.from([0x81, 0, 0, 0x80]);
  const length = size(block.length + bytes);
  const inside = time.length + 1 + length.length + block.length + bytes;
  return Buffer.concat([id('1f43b675'), size(inside), time, id('a3'), length, block]);
}

function element(name: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([id(name), size(content.length), content]);
}

function number(name: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(name, bytes);
}

function text(name: string, value: string): Buffer {
  return element(name, Buffer.from(value, 'latin1'));
}

function id(name: string): Buffer {
  return Buffer.from(name, 'hex');
}

/** A length in eight bytes, whose first bit tells that there are eight. */
function size(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length) | (1n << 56n));
  return bytes;
}
