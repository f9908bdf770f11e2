/** The page as a whole. */
export const app = {
  aside: 'Gallery and controls',
  dismiss: 'Dismiss',
  notices: 'Notices',
  close: 'Close',
} as const;
