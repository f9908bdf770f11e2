/** The signals that ask a program to end, where another program runs in our place. */
import process from 'node:process';

/**
 * Hears the signals; the program's end is then waited for. `passesOn` says whether it is to be sent the signal. Where
 * Ctrl+C reaches it by itself, twice does no harm, but on Windows whatever is sent kills it at once: there Ctrl+C and
 * a closed console reach it by themselves, and only who presses a second time does not want to wait.
 * @param {(signal: NodeJS.Signals, passesOn: boolean) => void} hear
 * @param {NodeJS.Platform} [platform]
 * @param {Pick<NodeJS.EventEmitter, 'on'>} [from]
 */
export function onSignals(hear, platform = process.platform, from = process) {
  let heard = 0;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    from.on(signal, () => hear(signal, ++heard > 1 || platform !== 'win32'));
  }
}
