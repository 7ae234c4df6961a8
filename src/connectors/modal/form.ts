import { t } from '@vscode/l10n';
import type { ChatRoute } from '../openai-chat.ts';
import type { TestForm } from '../test-form.ts';
import { problem } from './errors.ts';
import type { Served, ServedPart } from './served.ts';

/** Which part answers, and how it is asked. */
export interface Mode {
  id: string;
  part: ServedPart;
  route: ChatRoute;
}

/** What can be asked of it: each part with an address, by chat and by plain continuation. */
export function testForm(served: Served): TestForm {
  const several = addressed(served.parts).length > 1;
  return {
    prompt: { settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'] },
    inputs: [],
    adapters: { choices: served.adapters, sources: [], freeText: true },
    modes: modesOf(served.parts).map(({ id, part, route }) => ({
      id,
      label: `${several ? `${part.tag}: ` : ''}${route === '/completions' ? t('Completion') : t('Chat')}`,
      help:
        route === '/completions'
          ? t('The model continues the text: /v1/completions.')
          : t('The model answers messages: /v1/chat/completions.'),
    })),
    notes: notesOf(served),
  };
}

export function modesOf(parts: readonly ServedPart[]): Mode[] {
  const all = addressed(parts);
  return all.flatMap((part) => {
    const prefix = all.length > 1 ? `${part.tag}/` : '';
    return [
      { id: `${prefix}chat`, part, route: '/chat/completions' },
      { id: `${prefix}completion`, part, route: '/completions' },
    ];
  });
}

/** The one that was asked for, or the usual one. */
export function modeOf(served: Served, id: string | undefined): Mode {
  const modes = modesOf(served.parts);
  const found = id === undefined ? modes[0] : modes.find((mode) => mode.id === id);
  if (found) return found;
  if (modes.length > 0)
    throw problem('invalid', t('It has no such part any more.'), {
      hint: t('Choose how to ask again.'),
      field: 'mode',
    });
  throw problem('not-ready', t('It has no address that a test could be sent to.'), {
    hint: t('Refresh the list. An app needs a web function or a server.'),
  });
}

function addressed(parts: readonly ServedPart[]): ServedPart[] {
  return parts.filter(({ url }) => url !== undefined);
}

function notesOf({ parts, model }: Served): string[] {
  const windows = addressed(parts).map(scaledownOf);
  const [first] = windows;
  const told = first !== undefined && windows.every((seconds) => seconds === first);
  const until = told ? t`until ${first} s after the last request` : t('until a while after the last request');
  return [
    t`A request starts a container when none runs; it is billed ${until}.`,
    ...(model === undefined
      ? [t('What it serves is set in its code: the first test asks it with GET /v1/models.')]
      : []),
  ];
}

/** Parts that were read closely know it; a part of an Endpoint does not. */
function scaledownOf(part: ServedPart & { scaling?: { scaledown?: number } }): number | undefined {
  return part.scaling?.scaledown;
}
