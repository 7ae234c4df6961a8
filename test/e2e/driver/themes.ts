/** The four kinds of theme that every screen must look right in, by the names of VS Code's own. */
export const themes = {
  light: { setting: 'Light 2026', label: 'Light 2026', workbench: 'vs', webview: 'vscode-light' },
  dark: { setting: 'Dark 2026', label: 'Dark 2026', workbench: 'vs-dark', webview: 'vscode-dark' },
  'high-contrast': {
    setting: 'Default High Contrast',
    label: 'Dark High Contrast',
    workbench: 'hc-black',
    webview: 'vscode-high-contrast',
  },
  'hc-light': {
    setting: 'Default High Contrast Light',
    label: 'Light High Contrast',
    workbench: 'hc-light',
    webview: 'vscode-high-contrast-light',
  },
} as const;

export type Theme = keyof typeof themes;
