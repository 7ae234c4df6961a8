import type { startTogether } from '../../platforms/together/index.ts';
import type { VSCode } from '../driver.ts';

type Simulator = Awaited<ReturnType<typeof startTogether>>;

/** User settings that point Slipway at a simulator. */
export function togetherSettings({ baseUrls }: Simulator): Record<string, string> {
  return Object.fromEntries(
    Object.entries(baseUrls).map(([key, url]) => [`slipway.together.baseUrl.${key}`, url]),
  );
}

/** Opens the view and connects, as a person does with a key at hand. */
export async function connectTogether({ window }: VSCode, { credentials }: Simulator): Promise<void> {
  await window.openView('Slipway');
  await window.command('Slipway: Connect a Platform…');
  await window.quickInput.pick('Together AI');
  await window.quickInput.answer(credentials.apiKey, { secret: true });
  await window.notifications.all(/Connected to/).waitFor();
}
