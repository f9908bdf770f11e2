/** The flags of `npm start`. */

/** What `--help` prints. */
export const START_HELP = `Usage: npm start [-- --browser] [--port N] [--no-open]

Opens Pastiche; the first time it installs and builds what it needs.

  --browser   open in an app window of Chrome, Chromium or Edge instead of Electron
  --port N    serve that window on this port of the loopback address (0: any that is free)
  --no-open   only print the address, for a browser elsewhere through an SSH tunnel`;

/**
 * Reads the flags. `--port` and `--no-open` speak of the browser shell, so they choose it.
 * @param {string[]} args
 * @returns {{ help: boolean, browser: boolean, open: boolean, forServer: string[] }}
 */
export function readStartFlags(args) {
  const forServer = [];
  let help = false;
  let browser = false;
  let open = true;
  for (let index = 0; index < args.length; index += 1) {
    const [flag, inline] = splitOnce(args[index]);
    if ((flag === '--help' || flag === '-h') && inline === undefined) {
      help = true;
    } else if (flag === '--browser' && inline === undefined) {
      browser = true;
    } else if (flag === '--no-open' && inline === undefined) {
      browser = true;
      open = false;
      forServer.push('--no-open');
    } else if (flag === '--port') {
      browser = true;
      const port = inline ?? args[(index += 1)];
      if (!/^\d{1,5}$/.test(port ?? '') || Number(port) > 65_535) {
        throw new Error(`--port needs a number from 0 to 65535, not "${port ?? ''}".`);
      }
      forServer.push('--port', port);
    } else {
      throw new Error(`There is no option "${args[index]}".`);
    }
  }
  return { help, browser, open, forServer };
}

function splitOnce(arg) {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}
