import type { Page } from 'playwright-core';

/** What VS Code's workbench says on its own in a browser without a network, whatever the extension does. */
const expected = [
  /Failed to load resource: .*(404|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED)/,
  /A bad HTTP response code \(404\) was received when fetching the script/,
  /\[?Service ?Worker\]? registration/i,
  /vscode\.github-authentication/,
  /authentication provider 'github'/,
  /vsda|ENOTFOUND|getaddrinfo/,
  // A save (of the settings, at a change of theme) that a busy machine's extension host hears of too late.
  /Aborted onWillSaveTextDocument-event after \d+ms/,
  /\[lifecycle\] Long running operations during shutdown/,
];

/** Collects a page's console errors and uncaught exceptions, less the expected ones. */
export function consoleErrors(page: Page): string[] {
  const errors: string[] = [];
  const keep = (text: string): void => {
    if (!expected.some((pattern) => pattern.test(text))) errors.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') keep(message.text());
  });
  page.on('pageerror', (error) => keep(error.stack ?? error.message));
  return errors;
}
