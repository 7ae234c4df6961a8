import type { Page } from 'playwright-core';

/** To the configuration of the way to run a model that is usual there, or of another. */
export async function toConfig(page: Page, way = 'App of your own'): Promise<void> {
  const next = page.getByRole('button', { name: /^Next/ });
  await next.click();
  await page.getByRole('option', { name: /Qwen3 8B/ }).click();
  await page.getByText(way, { exact: true }).click();
  await page.getByText('Suggested from the model’s name').waitFor();
  await next.click();
  await page.getByText('Modal environment').waitFor();
}
