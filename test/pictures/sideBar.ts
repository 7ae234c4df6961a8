import { VSCode } from '../e2e/driver.ts';
import { connectAll, settingsOf, startAll } from '../e2e/pages/everything.ts';
import { keep, scale } from './keep.ts';

/** All platforms in one list, as the packaged extension shows them in a real VS Code. */
export async function pictureOfSideBar(): Promise<void> {
  const sims = await startAll();
  const vscode = await VSCode.open({ settings: settingsOf(sims), scale });
  try {
    const { window } = vscode;
    // Rows out of sight are not drawn.
    await window.page.setViewportSize({ width: 1440, height: 860 });
    await connectAll(vscode, sims);
    await window.clearNotifications();
    await window.widenSideBar(420);
    await window.page.mouse.move(1200, 900);
    const part = window.page.locator('.part.sidebar');
    await keep('sidebar', await part.screenshot({ animations: 'disabled', caret: 'hide' }));
  } finally {
    await vscode.close();
    await Promise.all(Object.values(sims).map((sim) => sim.close()));
  }
}
