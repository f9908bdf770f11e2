/** What is under way that a closed window would cut off, or a machine that falls asleep. */
export interface Work {
  /** A clip of the live view. */
  readonly recording: boolean;
  /** A picture or video file. */
  readonly repainting: boolean;
  /** A training, a sketch or a still: it outlives the window, and goes on by itself. */
  readonly training: boolean;
  /** A still that is being painted, or is not saved yet: it outlives the window, but not the app. */
  readonly still: boolean;
}
