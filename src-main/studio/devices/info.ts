/** A device as the page is told of it. */
import type { Finding } from '../../measure/protocol.ts';
import type { DeviceInfo } from '../contract/devices.ts';
import { nearestFrame, type Known, type Picture } from './book.ts';

/** Why a device is not to be used. */
export type Failed = Finding & { works: false };

/**
 * What is known of a device, for a picture; `away`: why it is not to be used whatever is known. The processor
 * always paints: where measuring it failed, it has no figure.
 */
export function infoOf(
  { id, name }: Pick<DeviceInfo, 'id' | 'name'>,
  known: Known | undefined,
  away: Failed | null,
  picture: Picture,
): DeviceInfo {
  const finding = away ?? known?.finding;
  if (id === 'cpu' && finding?.works !== true) return { id, name, available: true };
  if (!finding) return { id, name, available: false, unknown: true };
  if (!finding.works) return { id, name, available: false, code: finding.code, reason: finding.reason };
  const frame = nearestFrame(known, picture) ?? known?.frames.at(-1);
  return {
    ...{ id, name, available: true },
    ...(frame && { frame: { ms: frame.ms, width: frame.width, height: frame.height } }),
    ...(finding.msPerStep !== null && { msPerStep: finding.msPerStep }),
    ...(finding.noStep !== undefined && { noStep: finding.noStep }),
  };
}
