/** What a studio is made of, and how the parts are joined: each hears of the others from here alone. */
import { join } from 'node:path';
import process from 'node:process';
import { USUAL_NETWORK } from '../nets/index.ts';
import type { StyleFile } from '../paint/protocol.ts';
import { PaintSupervisor } from '../paint/supervisor.ts';
import { obstacleTo } from '../runtime/devices.ts';
import { type CudaStore, openCudaStore } from './cuda/store.ts';
import { machineKey } from './devices/machine.ts';
import { DeviceTopic, type Stage } from './devices/topic.ts';
import { StudioEvents } from './events.ts';
import { lastLook, USUAL_SIZE } from './lastLook.ts';
import { Library } from './library/library.ts';
import { describeError } from './log.ts';
import { Notices } from './notices.ts';
import { RecordingsFolder } from './recordings/folderTopic.ts';
import { Loops } from './recordings/loops.ts';
import { Recordings } from './recordings/recordings.ts';
import { fetchByProxy, ownFetch } from './proxy.ts';
import { RepaintDesk } from './repaint/desk.ts';
import { SettingsStore } from './settings.ts';
import type { StudioOptions } from './studioOptions.ts';
import { TrainingTopic } from './trainings/topic.ts';
import { Uploads } from './uploads.ts';

/** The parts. */
export interface StudioParts {
  readonly options: StudioOptions;
  readonly settings: SettingsStore;
  readonly events: StudioEvents;
  readonly notices: Notices;
  readonly supervisor: PaintSupervisor;
  readonly folder: RecordingsFolder;
  readonly recordings: Recordings;
  readonly uploads: Uploads;
  readonly repaint: RepaintDesk;
  readonly loops: Loops;
  readonly cuda: CudaStore;
  readonly devices: DeviceTopic;
  readonly library: Library;
  readonly trainings: TrainingTopic;
  /** What was last asked to be painted. */
  readonly onStage: { styleId: string; width: number; height: number };
}

/** Opens the data folder, starts the paint process and reads the library. */
export async function openParts(options: StudioOptions): Promise<StudioParts> {
  const { dataFolder, modelsFolder, describeModel, adopt, facilities, log } = options;
  const { version, env = process.env } = options;
  const { store: settings, notice } = await SettingsStore.open(dataFolder);
  const fetch = fetchByProxy(env, options.fetch ?? ownFetch);
  const events = new StudioEvents(options.checkReplies ?? false);
  const notices = new Notices(log, events);
  if (notice) notices.hold(notice);
  const onStage = { styleId: '', ...USUAL_SIZE };
  let styleFiles: readonly StyleFile[] = [];
  // The painter starts while the library is read: until then nothing is on the stage.
  let read: Library | null = null;

  const supervisor = new PaintSupervisor({
    spawn: options.spawnPaint,
    devices: ['cpu'],
    onLeft: (device) => devices.left(device),
    onState: (state) => {
      if (state.status === 'failed') log.write('error', 'painter', state.message ?? 'It failed.');
      events.emit('engine.state', state);
    },
    // A device that cannot be had is told of at the start, before there is a page.
    onNotice: (told) => notices.hold(told, 'painter'),
    onFound: (found) => {
      read?.learn(found).catch((error: unknown) => log.write('error', 'main', describeError(error)));
    },
  });
  const folder: RecordingsFolder = new RecordingsFolder(options, settings, events, () =>
    recordings.recover(),
  );
  const recordings: Recordings = new Recordings({
    folder: () => folder.current,
    wasThere: () => folder.wasThere,
    hasKept: () => folder.hasKept,
    isThere: (where) => folder.isThere(where),
    changed: (data) => events.emit('recordings.changed', data),
    tell: (told) => notices.hold(told),
    facilities,
  });
  const cuda = openCudaStore(dataFolder, {
    onState: (state) => events.emit('cudaRuntime.changed', state),
    onReady: () => void devices.appeared('cuda'),
    fetch,
  });
  const uploads = new Uploads(join(dataFolder, 'uploads'));
  const loops = new Loops({
    nameOf: (id) => recordings.nameOf(id),
    place: (name, type, write) => recordings.add(name, type, write),
    emit: (data) => events.emit('loops.ended', data),
  });
  const repaint = new RepaintDesk({
    spawn: options.spawnRepaint ?? options.spawnPaint,
    uploads,
    devices: () => devices.order(settings.current.device),
    styles: () => styleFiles,
    place: (name, type, write) => recordings.add(name, type, write),
    emit: (name, data) => events.emit(name, data),
  });
  await uploads.open();

  const stage = (): Stage => {
    const { styleId, width, height } = onStage;
    const style = read?.styles.find(({ id }) => id === styleId);
    const file = (style && read?.fileOf(style.id)) ?? null;
    return { file, network: style?.network ?? style?.id ?? USUAL_NETWORK, width, height };
  };
  const devices = await DeviceTopic.open({
    ...{ folder: dataFolder, machine: machineKey(version, env), spawn: options.spawnMeasure },
    stage,
    obstacle: obstacleTo,
    occupied: () => recordings.records,
    changed: (report) => events.emit('devices.changed', report),
    ranked: () => supervisor.setDevices(devices.order(settings.current.device)),
  });
  supervisor.setDevices(devices.order(settings.current.device));
  supervisor.start();
  const library = await Library.open({
    ...{ dataFolder, modelsFolder, version, describeModel },
    ...(adopt && { adopt }),
    ...(facilities && { facilities }),
    onFiles: (files) => {
      styleFiles = files;
      supervisor.setStyles(files);
    },
    onChange: () => events.emit('styles.changed', {}),
    onNotice: (told) => notices.hold(told),
  });
  read = library;
  // While the page is opened; what is asked for before the painter is ready it remembers. On a card its first frame may be video already, and loading for two forms takes seconds; a processor's is RGBA, until it is known how the camera's lie.
  const look =
    devices.order(settings.current.device)[0] === 'cpu' && lastLook(settings.current, library.styles);
  if (look) supervisor.prepare(look.styleId, look.size, look.blendId).catch(() => undefined);
  void recordings.recover();
  const trainings = await TrainingTopic.open({
    ...{ dataFolder, env, fetch, spawn: options.spawnTrain, uploads, events },
    // Chosen like the live view's; the processor takes over where a device fails.
    devices: () => devices.trainingOrder(settings.current.device),
    settling: () => devices.readyToTrain(settings.current.device),
    starts: () => library.shipped(),
    style: (id) => library.made(id),
    hang: async (style, title) => (await library.hang(title, style)).styleId,
    save: (png, title) => recordings.keepPicture(png, title || null),
    notice: (told) => notices.hold(told),
  });
  return {
    ...{ options, settings, events, notices, supervisor, folder, recordings, uploads, repaint, loops, cuda },
    ...{ devices, library, trainings, onStage },
  };
}
