/** Whether the settings are open; anything on the page may open them. */
export const settingsDialog = $state({ open: false });
