/** The page's view of the contract: types only, so that none of the main side's code is sent to the page. */
export type {
  AppInfo,
  Args,
  Blend,
  CudaRuntimeState,
  DeviceInfo,
  DeviceReport,
  EngineState,
  ErrorCode,
  EventData,
  EventName,
  LibraryAbilities,
  Notice,
  PaintedHeader,
  Reply,
  RequestName,
  Resolution,
  Result,
  SentFrameHeader,
  ServerMessage,
  Settings,
  SettingsPatch,
  SettledSize,
  StyleInfo,
  StyleProblem,
  TrashedStyle,
  Video,
} from '../../src-main/studio/contract.ts';
export type { MenuCommand, OfferedCommand } from '../../src-main/studio/contract/menu.ts';
export type { Recording, RecordingQuality } from '../../src-main/studio/contract/recordings.ts';
export type { SketchLook, SketchState } from '../../src-main/studio/contract/sketches.ts';
export type {
  Colours,
  Crop,
  LossNetworkState,
  LossPoint,
  MarkedPainting,
  Preset,
  Training,
  TrainingPlan,
  TrainingStatus,
} from '../../src-main/studio/contract/trainings.ts';

/** The version of the contract this page was built for; the main side's must be the same. */
export const PAGE_CONTRACT = 1;
