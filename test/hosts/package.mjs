// npm run package: dist/slipway.vsix. See test/hosts/vsix.ts.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) {
  const { packageExtension } = await import('./vsix.ts');
  await packageExtension((line) => console.log(line));
}
