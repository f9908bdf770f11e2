/** Errors of the page that nobody caught: they go to the local log, where a person can find them. */
import type { Bridge } from '../bridge/bridge.ts';

/** So many are told; a page that fails at every frame must not fill the log. */
const MOST = 20;

/** The part of the window that tells of errors. */
export type ErrorTeller = Pick<Window, 'addEventListener' | 'removeEventListener'>;

/** Records uncaught errors and rejections until the returned function is called. */
export function recordPageErrors(from: ErrorTeller, bridge: Pick<Bridge, 'request'>): () => void {
  let told = 0;
  const tell = (error: unknown, message: string): void => {
    if (++told > MOST) return;
    const stack = error instanceof Error ? error.stack?.slice(0, 8000) : undefined;
    void bridge.request('report.page-error', {
      message: message.slice(0, 2000),
      ...(stack !== undefined && { stack }),
    });
  };
  const onError = ({ error, message }: ErrorEvent): void => tell(error, message);
  const onRejection = ({ reason }: PromiseRejectionEvent): void => tell(reason, String(reason));
  from.addEventListener('error', onError);
  from.addEventListener('unhandledrejection', onRejection);
  return () => {
    from.removeEventListener('error', onError);
    from.removeEventListener('unhandledrejection', onRejection);
  };
}
