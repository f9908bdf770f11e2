/** What the person has allowed this page. */

/** Tells of changes, too; null where the browser does not say. */
export async function cameraPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' });
  } catch {
    return null;
  }
}

/** Whether this page may have the camera without asking. */
export async function isAllowed(): Promise<boolean> {
  return (await cameraPermission())?.state === 'granted';
}
