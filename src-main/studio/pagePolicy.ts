/** The headers that every file of the page is served with, in both shells. */

/**
 * Nothing from elsewhere runs, loads, frames or learns anything: scripts, styles and pictures are files of
 * ours, and nothing inline. Of the browser's powers the page gets camera and microphone only. `connect` names what
 * the page may open connections to besides its own origin.
 */
export function pageHeaders(connect: readonly string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "font-src 'self'",
      ["connect-src 'self'", ...connect].join(' '),
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Permissions-Policy':
      'camera=(self), microphone=(self), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
