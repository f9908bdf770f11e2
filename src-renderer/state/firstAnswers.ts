/** What a page asks as soon as it is connected. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Reply, Result } from '../bridge/contract.ts';

type Answer<N extends 'app.info' | 'engine.state' | 'settings.get'> = (reply: Reply<Result<N>>) => void;

/** Where the answers go. */
export interface FirstAnswers {
  readonly info: Answer<'app.info'>;
  readonly engine: Answer<'engine.state'>;
  readonly settings: Answer<'settings.get'>;
}

/**
 * Asks, and hands each answer on as it comes: one that waited for the others would undo what has been told since.
 * Resolves when all are there.
 */
export async function takeFirstAnswers(bridge: Pick<Bridge, 'request'>, into: FirstAnswers): Promise<void> {
  await Promise.all([
    bridge.request('app.info', {}).then(into.info),
    bridge.request('engine.state', {}).then(into.engine),
    bridge.request('settings.get', {}).then(into.settings),
  ]);
}
