/** Measuring in a process of its own, from the side that wants to know. */
import { Silence } from '../process/wakefulTimeout.ts';
import { Finding, type SpawnMeasure, type ToMeasure } from './protocol.ts';

/** Some drivers compile shaders for the better part of a minute. */
const TIMEOUT_MS = 90_000;

/** Measures one device; whatever becomes of the process, there is a finding. Never rejects. */
export function measureApart(
  spawn: SpawnMeasure,
  job: Omit<ToMeasure, 'type'>,
  signal?: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Finding> {
  return new Promise((resolve) => {
    const child = spawn();
    const settle = (finding: Finding): void => {
      silence.end();
      signal?.removeEventListener('abort', onabort);
      child.kill();
      resolve(finding);
    };
    const onabort = (): void => settle({ works: false, code: 'silent', reason: 'it was not measured' });
    const silence = new Silence(timeoutMs, () => {
      const reason = `it did not answer within ${timeoutMs / 1000} seconds`;
      settle({ works: false, code: 'silent', reason });
    });
    signal?.addEventListener('abort', onabort);
    child.onMessage((data) => {
      const finding = Finding.safeParse(data);
      if (finding.success) settle(finding.data);
    });
    child.onExit(() => settle({ works: false, code: 'crashed', reason: 'it ended its process' }));
    child.send({ type: 'measure', ...job });
  });
}
