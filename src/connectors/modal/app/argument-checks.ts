import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { error, info, those, warning } from './check.ts';
import { holdsKey } from './name-checks.ts';
import type { AppSpec } from './spec.ts';

/** Where a server listens is for Modal to find it. */
const fixed = ['--host', '--port', '--uds', '--root-path'];
/** Written by the file from other fields; vLLM takes the last of two. */
const written = [
  '--model',
  '--served-model-name',
  '--tensor-parallel-size',
  '-tp',
  '--revision',
  '--enable-lora',
  '--lora-modules',
  '--max-lora-rank',
];
const loraRanks = [1, 8, 16, 32, 64, 128, 256, 320, 512];

export function argumentChecks({ args, loras, max_lora_rank, proxy_auth }: AppSpec): Check[] {
  const flags = args.map((text) => text.split('=')[0] ?? text).map((flag) => flag.replaceAll('_', '-'));
  const field = 'options.vllmArgs';
  const first = (names: string[]) => flags.find((flag) => names.includes(flag));
  const [misplaced, doubled] = [first(fixed), first(written)];
  return those(
    [
      misplaced !== undefined,
      error(t`${misplaced ?? ''} is fixed: Modal could not reach the server.`, field),
    ],
    [
      doubled !== undefined,
      warning(t`${doubled ?? ''} is set from other fields already; this one wins.`, field),
    ],
    [
      flags.includes('--api-key'),
      proxy_auth
        ? error(
            t('--api-key and Modal’s proxy token need the same header. Use the proxy token alone.'),
            field,
          )
        : warning(t('The key of --api-key would stand in the file. Modal’s proxy token is safer.'), field),
    ],
    [
      args.some(holdsKey),
      error(t('One of the arguments is a key, and would stand in the file. Use a secret.'), field),
    ],
    [
      args.some((text) => text.includes('\0')),
      error(t('An argument has a character that no argument can have.'), field),
    ],
    [
      args.some((text) => /^(["']).*\1$/s.test(text)),
      warning(t('Quotes are handed to vLLM as they are: no shell takes them away.'), field),
    ],
    [flags[0] !== undefined && !flags[0].startsWith('-'), error(t('Arguments begin with a dash.'), field)],
    [
      loras.length > 0 && !loraRanks.includes(max_lora_rank),
      error(t`vLLM takes these ranks: ${loraRanks.join(', ')}.`, 'options.maxLoraRank'),
    ],
    [
      loras.length > 0 && max_lora_rank === 1,
      info(t('Only newer versions of vLLM take the rank 1.'), 'options.maxLoraRank'),
    ],
  );
}
