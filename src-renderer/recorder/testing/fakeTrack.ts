/** A track of a microphone, as far as it is looked at. */
export class FakeTrack extends EventTarget {
  readonly label = 'Desk';
  stopped = false;
  getSettings(): object {
    return { sampleRate: 48_000, channelCount: 1 };
  }
  stop(): void {
    this.stopped = true;
  }
}
