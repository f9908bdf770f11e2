/**
 * Pictures without their transparency. WebM keeps it beside each picture, as a second one, and Mediabunny merges the
 * two in a worker that it makes out of a text: the page's policy forbids that. A painting has no holes anyway.
 */
import { type EncodedPacket, EncodedPacketSink, type InputVideoTrack, VideoSampleSink } from 'mediabunny';

/** What `VideoSampleSink` has, decoded from the pictures alone. */
export class OpaqueSampleSink extends VideoSampleSink {
  readonly #packets: OpaquePackets;

  constructor(track: InputVideoTrack) {
    super(track);
    this.#packets = new OpaquePackets(track);
  }

  /** Where Mediabunny's sink takes what it decodes from. It is not documented: a test tells when that changes. */
  _createPacketSink(): EncodedPacketSink {
    return this.#packets;
  }
}

/** The ways on which a decoder comes by its packets. */
class OpaquePackets extends EncodedPacketSink {
  override async getKeyPacket(
    ...which: Parameters<EncodedPacketSink['getKeyPacket']>
  ): Promise<EncodedPacket | null> {
    return opaque(await super.getKeyPacket(...which));
  }

  override async getFirstKeyPacket(
    ...how: Parameters<EncodedPacketSink['getFirstKeyPacket']>
  ): Promise<EncodedPacket | null> {
    return opaque(await super.getFirstKeyPacket(...how));
  }

  override async getNextPacket(
    ...after: Parameters<EncodedPacketSink['getNextPacket']>
  ): Promise<EncodedPacket | null> {
    return opaque(await super.getNextPacket(...after));
  }
}

/** Changed in place: Mediabunny finds the next packet by the very one before. */
function opaque(packet: EncodedPacket | null): EncodedPacket | null {
  delete packet?.sideData.alpha;
  return packet;
}
