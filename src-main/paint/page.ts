/** Frames from a page's own port (Electron), past the supervisor. */
import type { Port } from '../process/port.ts';
import { idOf, parseFrame, refusedFrame, type PaintedFrame, type PortFrame } from './protocol.ts';
import { messageOf, Refusal } from './refusal.ts';

/**
 * Has what a page sends painted; what is malformed is answered here.
 * @param paint may throw a {@link Refusal}, which is the answer then.
 */
export function servePage(
  port: Port,
  paint: (frame: PortFrame, answer: (painted: PaintedFrame) => Promise<void>) => void,
  gone: () => void,
): void {
  port.onMessage((data) => {
    const { header, pixels } = (data ?? {}) as { header?: unknown; pixels?: unknown };
    try {
      paint(parseFrame(header, pixels), (painted) => port.post(painted));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internal', messageOf(error));
      void port.post(refusedFrame(idOf(header), refusal));
    }
  });
  port.onClose(gone);
}
