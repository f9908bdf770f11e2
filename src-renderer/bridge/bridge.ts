/** What the page needs of a shell: the contract's requests, events and frames, however they travel. */
import type {
  Args,
  EventData,
  EventName,
  PaintedHeader,
  Reply,
  RequestName,
  Result,
  SentFrameHeader,
} from './contract.ts';

/** `connecting`: never been connected yet. `disconnected`: was, and is trying to be again. */
export type BridgeStatus = 'connecting' | 'connected' | 'disconnected';

/** A frame's header as the page writes it; the bridge numbers the frames. */
export type FrameRequest = Omit<SentFrameHeader, 'id'>;

/** Pixels of 8 bits, RGBA or as a video frame's header says, rows from the top, in memory that can be sent. */
export type Pixels = Uint8Array<ArrayBuffer>;

/** An answer to a frame; `pixels` is there when the header says `ok`. */
export interface PaintAnswer {
  readonly header: PaintedHeader;
  readonly pixels?: Pixels;
}

/** Takes a subscription back. */
export type Unsubscribe = () => void;

/**
 * The contract over one shell. Nothing here throws or rejects: what cannot be delivered is answered with
 * the code `unavailable`.
 */
export interface Bridge {
  readonly status: BridgeStatus;
  /** The listener is called at once with the present status, then with each change. */
  onStatus(listener: (status: BridgeStatus) => void): Unsubscribe;
  request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>>;
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): Unsubscribe;
  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer>;
  close(): void;
}

/** How long an answer may take before the page stops waiting for it: a model's first load is slow. */
export const ANSWER_TIMEOUT_MS = 20_000;

/**
 * Requests that are answered when a piece of work is done, which may take minutes: a large picture painted
 * beside the live view, gigabytes copied, a full folder on a slow drive looked through, an import behind another one, or
 * the style of a training that is kept behind one. They are waited for as long as the line lives: whoever asked twice would have the work done twice, and whoever
 * gave up would call failed what then succeeds.
 */
export const LONG_REQUESTS: ReadonlySet<RequestName> = new Set([
  'library.importFinish',
  'recordings.finish',
  'recordings.list',
  'recordings.trim',
  'repaint.frame',
  'trainings.finish',
] as const);

/** The reply to a request that could not be delivered or was never answered. */
export function unavailableReply(message: string): { ok: false; code: 'unavailable'; message: string } {
  return { ok: false, code: 'unavailable', message };
}

/** The answer to a frame that could not be delivered or was never answered. */
export function unavailablePaint(id: number, message: string): PaintAnswer {
  return { header: { ok: false, id, code: 'unavailable', message } };
}
