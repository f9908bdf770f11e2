/**
 * What the preload gives the page, and the channels under it. The lists are spelled out, not read from the
 * schemas, so that the preload stays small; each is typed as complete, so an entry that is missing or not
 * in the contract does not compile.
 */
import type { Args, EventData, EventName, Reply, RequestName, Result } from '../studio/contract.ts';

/** Names of the IPC channels. No other is used. */
export const channels = {
  /** page to main, invoked: one {@link RequestMessage} without its id */
  request: 'pastiche:request',
  /** main to page: an event's name and data */
  event: 'pastiche:event',
  /** page to main: the page listens for ports now */
  wantFramePort: 'pastiche:want-frame-port',
  /** main to preload: a fresh port to the paint process */
  framePort: 'pastiche:frame-port',
} as const;

/** Every request the page may make. */
export const requestNames: Readonly<Record<RequestName, true>> = {
  'app.info': true,
  'styles.list': true,
  'library.abilities': true,
  'library.rename': true,
  'library.favourite': true,
  'library.order': true,
  'library.trash': true,
  'library.restore': true,
  'library.trashed': true,
  'library.emptyTrash': true,
  'library.export': true,
  'library.showInFolder': true,
  'library.startDrag': true,
  'library.importBegin': true,
  'library.importChunk': true,
  'library.importFinish': true,
  'library.importCancel': true,
  'devices.list': true,
  'devices.measure': true,
  'cudaRuntime.state': true,
  'cudaRuntime.fetch': true,
  'cudaRuntime.cancel': true,
  'settings.get': true,
  'settings.set': true,
  'engine.state': true,
  'engine.prepare': true,
  'engine.restart': true,
  'menu.offer': true,
  'report.details': true,
  'report.page-error': true,
  'recordings.begin': true,
  'recordings.append': true,
  'recordings.hold': true,
  'recordings.finish': true,
  'recordings.discard': true,
  'recordings.list': true,
  'recordings.rename': true,
  'recordings.remove': true,
  'recordings.restore': true,
  'recordings.trashed': true,
  'recordings.emptyTrash': true,
  'recordings.trim': true,
  'recordings.show': true,
  'recordings.startDrag': true,
  'recordingsFolder.state': true,
  'recordingsFolder.choose': true,
  'recordingsFolder.reset': true,
  'loops.begin': true,
  'loops.append': true,
  'loops.finish': true,
  'loops.cancel': true,
  'repaint.begin': true,
  'repaint.append': true,
  'repaint.paint': true,
  'repaint.frame': true,
  'repaint.end': true,
  'uploads.open': true,
  'uploads.append': true,
  'uploads.cancel': true,
  'trainings.list': true,
  'trainings.draft': true,
  'trainings.painting': true,
  'trainings.photo': true,
  'trainings.clearPhotos': true,
  'trainings.face': true,
  'trainings.start': true,
  'trainings.pause': true,
  'trainings.resume': true,
  'trainings.finish': true,
  'trainings.again': true,
  'trainings.fromStyle': true,
  'trainings.remove': true,
  'trainings.showPainting': true,
  'trainings.losses': true,
  'trainings.preview': true,
  'lossNetwork.state': true,
  'lossNetwork.fetch': true,
  'lossNetwork.cancel': true,
  'lossNetwork.use': true,
  'sketch.start': true,
  'sketch.cancel': true,
  'still.state': true,
  'still.start': true,
  'still.finish': true,
  'still.cancel': true,
  'still.save': true,
};

/** Every event the page may listen to. */
export const eventNames: Readonly<Record<EventName, true>> = {
  'engine.state': true,
  'styles.changed': true,
  'settings.changed': true,
  'devices.changed': true,
  'cudaRuntime.changed': true,
  notice: true,
  'trainings.changed': true,
  'trainings.removed': true,
  'trainings.progress': true,
  'lossNetwork.changed': true,
  'sketch.changed': true,
  'still.changed': true,
  'menu.command': true,
  'menu.style': true,
  'recordings.changed': true,
  'recordings.stop': true,
  'loops.ended': true,
  'repaint.progress': true,
  'repaint.ended': true,
};

/** `window.pastiche` in the page. */
export interface PasticheApi {
  request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>>;
  /** Calls `listener` at every such event until the returned function is called. */
  on<N extends EventName>(name: N, listener: (data: EventData<N>) => void): () => void;
  /**
   * Says that the page listens for ports to the paint process. One comes at once, and a new one after each
   * restart of the engine, as a window message of type {@link FRAME_PORT_MESSAGE} (a port cannot cross the
   * context bridge); `listener` is called after each, until the returned function is called.
   */
  onFramePort(listener: () => void): () => void;
}

/** The type of the window message that carries a port to the page. */
export const FRAME_PORT_MESSAGE = 'pastiche:frame-port';
