/** Which films have pictures of two half-pictures (see `uncomb.ts`). Only H.264 has, of what browsers decode. */
import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';

/** NAL unit type of what H.264 says of a whole film. */
const SPS = 7;
/** Profiles whose films say more of their colours first. */
const WITH_COLOURS = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);

/** Whether a film's pictures may be combed: some say so although none of them is. */
export async function mayBeInterlaced(track: InputVideoTrack): Promise<boolean> {
  if ((await track.getCodec()) !== 'avc') return false;
  const description = (await track.getDecoderConfig())?.description;
  // Where there is none, it stands in the film itself.
  const bytes = description
    ? new Uint8Array('buffer' in description ? description.buffer.slice(description.byteOffset) : description)
    : (await new EncodedPacketSink(track).getFirstKeyPacket())?.data;
  const sps = bytes && (description ? bytes.subarray(8) : afterStartCode(bytes));
  return sps !== undefined && !saysFrames(sps);
}

/** Lines are stored in rows of so many, of each half-picture by itself. */
const ROW = 16;

/**
 * How many times as many lines an interlaced film has as Mediabunny counts, where no container says how many there are: it takes the
 * rows of a half-picture for those of the whole, and cuts the whole picture's rest off of them.
 */
export async function linesMissed(track: InputVideoTrack): Promise<number> {
  const counted = await track.getCodedHeight();
  return (counted + ROW * Math.ceil(counted / ROW)) / counted;
}

/** The first of its kind among units that begin with 0, 0, 1. */
function afterStartCode(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at + 3 < bytes.length; at++) {
    const begins = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
    if (begins && (bytes[at + 3]! & 31) === SPS) return bytes.subarray(at + 3);
  }
  return undefined;
}

/** Reads `frame_mbs_only_flag` (ITU-T H.264, 7.3.2.1.1): true, also for what cannot be read, where every picture is whole. */
function saysFrames(unit: Uint8Array): boolean {
  if ((unit[0]! & 31) !== SPS) return true;
  const bits = new Bits(unit.subarray(0, 256));
  bits.skip(8);
  const profile = bits.read(8);
  bits.skip(16);
  bits.golomb();
  if (WITH_COLOURS.has(profile)) {
    const chroma = bits.golomb();
    if (chroma === 3) bits.skip(1);
    bits.golomb();
    bits.golomb();
    bits.skip(1);
    if (bits.read(1) === 1) skipScaling(bits, chroma === 3 ? 12 : 8);
  }
  bits.golomb();
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  else if (order === 1) {
    bits.skip(1);
    for (let left = 2; left > 0; left--) bits.golomb();
    for (let left = bits.golomb(); left > 0 && !bits.over; left--) bits.golomb();
  }
  bits.golomb();
  bits.skip(1);
  bits.golomb();
  bits.golomb();
  return bits.read(1) === 1 || bits.over;
}

function skipScaling(bits: Bits, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (bits.read(1) === 0) continue;
    let [last, next] = [8, 8];
    for (let left = list < 6 ? 16 : 64; left > 0 && next !== 0; left--) {
      const code = bits.golomb();
      const delta = code % 2 === 1 ? (code + 1) / 2 : -code / 2;
      next = (last + delta + 256) % 256;
      last = next;
    }
  }
}

/** Bits, one after the other; what stands there so that nothing looks like a start code is left out. */
class Bits {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = [...bytes].filter((byte, i) => !(byte === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0));
  }

  /** Whether more was read than there is. */
  get over(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  skip(count: number): void {
    this.#at += count;
  }

  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** A number as long as it is large. */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && this.read(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.read(zeros);
  }
}
