/** What the shells give the studio. */
import type { SpawnMeasure } from '../measure/protocol.ts';
import type { SpawnPaint } from '../paint/child.ts';
import type { SpawnTrain } from '../train/protocol.ts';
import type { OfferedCommand } from './contract/menu.ts';
import type { AppInfo } from './contract.ts';
import type { ShellFacilities } from './library/facilities.ts';
import type { Adopt } from './library/imports.ts';
import type { Log } from './log.ts';
import type { Fetch } from './proxy.ts';
import type { DescribeModel } from './styles.ts';

/** What a studio works with. */
export interface StudioOptions {
  shell: AppInfo['shell'];
  version: string;
  /** The person's own folder: settings, own styles. Made if it is missing. */
  dataFolder: string;
  /** The folder of the shipped styles. */
  modelsFolder: string;
  /** Where recordings go unless the settings say otherwise; `recordings` in the data folder by default. */
  recordingsFolder?: string;
  spawnPaint: SpawnPaint;
  /** Starts the processes that paint files; `spawnPaint` where the shell does not tell them apart. */
  spawnRepaint?: SpawnPaint;
  spawnTrain: SpawnTrain;
  /** How devices are measured; left out, the processor is the only one that is known. */
  spawnMeasure?: SpawnMeasure;
  /** Default: this process's. */
  env?: Readonly<Record<string, string | undefined>>;
  /** How servers are asked where the environment names no proxy; Node's own way by default. */
  fetch?: Fetch;
  describeModel: DescribeModel;
  /** How a model from elsewhere becomes a style; left out, only the form of its file is checked. */
  adopt?: Adopt;
  /** What the shell can do with files. */
  facilities?: ShellFacilities;
  /** Where it is written down what goes wrong. */
  log: Log;
  /** Takes the commands that the page offers for a menu; left out where there is no menu. */
  offerMenu?: (commands: readonly OfferedCommand[]) => void;
  /** Parse replies and events too; for development and tests. */
  checkReplies?: boolean;
}
