import type { VSCode } from '../driver.ts';

/** User settings that point a platform at its simulator. */
export function baseUrlSettings(platform: string, baseUrls: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(baseUrls).map(([key, url]) => [`slipway.${platform}.baseUrl.${key}`, url]),
  );
}

/** Connects an account, answering one box after the other; an empty answer leaves an optional one out. */
export async function connect(
  { window }: VSCode,
  platform: string,
  answers: readonly { text: string; secret?: boolean }[],
  how?: string,
): Promise<void> {
  await window.command('Slipway: Connect a Platform…');
  await window.quickInput.pick(platform);
  if (how !== undefined) await window.quickInput.pick(how);
  for (const [index, { text, secret }] of answers.entries()) {
    await window.quickInput.asks(
      new RegExp(answers.length > 1 ? `${index + 1}/${answers.length}` : platform),
    );
    await window.quickInput.answer(text, secret === undefined ? {} : { secret });
  }
  await window.quickInput.closed();
}

/** Registers a server by its URL. */
export async function addServer(
  { window }: VSCode,
  server: { url: string; label: string; key?: string; price?: string },
): Promise<void> {
  await window.command('Slipway: Add a LoRAX Server…');
  const { quickInput } = window;
  await quickInput.asks(/1\/4/);
  await quickInput.answer(server.url);
  await quickInput.asks(/2\/4/);
  await quickInput.answer(server.label);
  await quickInput.asks(/3\/4/);
  await quickInput.answer(server.key ?? '', { secret: true });
  await quickInput.asks(/4\/4/);
  await quickInput.answer(server.price ?? '');
  await quickInput.closed();
}

/** Connects Modal with the two halves of a token, and takes all its environments. */
export async function connectModal(
  { window }: VSCode,
  { tokenId, tokenSecret }: { tokenId: string; tokenSecret: string },
): Promise<void> {
  const { quickInput } = window;
  await window.command('Slipway: Connect a Platform…');
  await quickInput.pick('Modal');
  await quickInput.pick('Enter a Token ID');
  await quickInput.asks(/1\/3/);
  await quickInput.answer(tokenId);
  await quickInput.asks(/2\/3/);
  await quickInput.answer(tokenSecret, { secret: true });
  await quickInput.asks(/3\/3/);
  await quickInput.answer('', { secret: true });
  await quickInput.asks(/Connect Modal: Environments/);
  await quickInput.accept();
  await quickInput.closed();
}
