import { t } from '@vscode/l10n';
import type { ErrorCode, ErrorData } from '../../errors.ts';
import type { PlatformError } from '../../errors.ts';
import type { Redact } from '../../redact.ts';
import { problem } from '../errors.ts';
import { boxedError, masked, wordsOf } from './lines.ts';
import type { Result, Run } from './run.ts';

interface Rule {
  when: RegExp;
  code: ErrorCode;
  /** Instead of Modal's own words. */
  message?: string;
  hint?: string;
  remedy?: ErrorData['remedy'];
}

/** By the class of the exception and its words, in this order: texts are Modal's and change, classes less so. */
const rules: Rule[] = [
  {
    when: /No module named ['"]?modal\b/,
    code: 'unsupported',
    message: t('Modal’s client is not installed for this Python.'),
    hint: t('Install it, or choose the Python that has it.'),
    remedy: 'install-python-client',
  },
  {
    when: /^KeyboardInterrupt\b/,
    code: 'unavailable',
    message: t('Python was interrupted from outside.'),
    hint: t('Try again.'),
  },
  {
    when: /Could not connect to the Modal server/,
    code: 'network',
    message: t('Python could not reach Modal for a minute.'),
    hint: t(
      'Check the connection. Behind a proxy, Modal’s client needs the variable HTTPS_PROXY and its own addition: pip install "modal[proxy]".',
    ),
  },
  {
    when: /^AuthError\b|Token missing|Invalid token/,
    code: 'unauthorized',
    hint: t('The token may be wrong, expired or revoked. Connect again with a new one.'),
  },
  { when: /^PermissionDeniedError\b/, code: 'forbidden' },
  { when: /^ResourceExhaustedError\b/, code: 'quota-exceeded' },
  {
    when: /Image build for \S+ (failed|terminated|timed out)/,
    code: 'invalid',
    hint: t('The lines above say where. “modal image logs” with the id in the message shows all of them.'),
  },
  {
    when: /charmap.*codec/,
    code: 'invalid',
    hint: t('Python wrote to a console that has no check marks. Update Python, or set PYTHONUTF8=1.'),
  },
  {
    when: /^NotFoundError\b/,
    code: 'not-found',
    hint: t('Check the secrets and volumes that the app names, and its environment.'),
  },
  { when: /^(AlreadyExistsError|ConflictError)\b/, code: 'conflict' },
  { when: /^VersionError\b/, code: 'unsupported', remedy: 'install-python-client' },
  {
    when: /^(ConnectionError|ServiceError|UnavailableError|TimeoutError)\b/,
    code: 'unavailable',
    hint: t('Try again.'),
  },
];

/** Why a run failed, with Modal's words. Undefined: it did not. */
export function failureOf({ ending, result }: Run, redact: Redact): PlatformError | undefined {
  if (result?.ok && ending.code === 0) return undefined;
  if (ending.timedOut)
    return problem('timeout', t('The deployment took more than an hour and was ended.'), {
      hint: t('Look at the lines above: an image that is built for so long rarely ends well.'),
    });
  if (result && !result.ok) return failed(result, redact);
  const said = boxedError(ending.stderr) ?? lastWords(ending.stderr);
  if (said !== undefined) return failed({ ok: false, type: '', message: said }, redact);
  if (ending.code === undefined)
    return problem('unavailable', t('Python was ended before it was done.'), { hint: t('Try again.') });
  return problem('malformed', t`Python ended with code ${ending.code} and said nothing.`, {
    hint: t('Deploy the file by hand in a terminal to see why.'),
  });
}

type Failure = Extract<Result, { ok: false }>;

function failed({ type, message, line }: Failure, redact: Redact): PlatformError {
  const words = masked(wordsOf(message.split('\n')), redact);
  const whole = type === '' ? words : `${type}: ${words}`;
  const rule = rules.find(({ when }) => when.test(whole));
  const own =
    words === '' ? t`Modal’s client failed: ${type}.` : sentence(line === undefined ? words : whole);
  const at = line === undefined || rule?.message !== undefined ? '' : t` (line ${line} of the file)`;
  return problem(rule?.code ?? 'invalid', rule?.message ?? own.replace(/\.$/, `${at}.`), {
    ...(rule?.hint === undefined ? {} : { hint: rule.hint }),
    ...(rule?.remedy === undefined ? {} : { remedy: rule.remedy }),
    ...(type === '' ? {} : { platformCode: type }),
    ...(words === '' ? {} : { platformMessage: words }),
  });
}

/** Python's own: the last line of a traceback names the exception. */
function lastWords(lines: readonly string[]): string | undefined {
  const words = lines.map((line) => wordsOf([line])).findLast((line) => line !== '');
  return words === undefined || words === 'Aborted!' ? undefined : words;
}

function sentence(text: string): string {
  const first = text.split('\n')[0] ?? text;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
