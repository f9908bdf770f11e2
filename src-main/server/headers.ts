/** The headers of everything the server sends. */
import { pageHeaders } from '../studio/pagePolicy.ts';

/** The page's policy, with its own WebSocket allowed, and what only matters over HTTP. */
export function securityHeaders(port: number): Record<string, string> {
  return {
    ...pageHeaders([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]),
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  };
}
