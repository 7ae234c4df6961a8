import { posix } from 'node:path';
import tseslint from 'typescript-eslint';
import { everywhere, rooms } from './rooms.mjs';

const isFile = (path) => /\.m?ts$|\.mjs$/.test(path);
/** No folder of a room is deeper. */
const depths = [0, 1, 2, 3, 4];

/** What a room is held to; once for each depth, because an import is written as seen from its file. */
const holding = (row) =>
  isFile(row.room)
    ? [entry(row, row.room, posix.dirname(row.room), [])]
    : depths.map((depth) => {
        const files = `${row.room}/${'*/'.repeat(depth)}*.{ts,tsx,mjs}`;
        const inside = ['\\./(?!\\.)', `(\\.\\./){1,${String(Math.max(depth, 1))}}(?!\\.)`];
        return entry(row, files, row.room + '/x'.repeat(depth), inside.slice(0, depth + 1));
      });

function entry({ room, runs, types, never, why }, files, from, inside) {
  const run = anyOf([...inside, ...runs.map((path) => specifier(from, path))]);
  const borrowed = anyOf(types.map((path) => specifier(from, path)));
  const packages = Object.entries({ ...everywhere, ...never }).map(([name, message]) => ({
    regex: `^${name.replace('*', '.*')}$`,
    message,
  }));
  const atRunTime = `${room} may not import this at run time. ${why}`;
  return {
    files: [files],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          // No import matches two of them: a type that one of them lets pass would be let pass by all.
          patterns: [
            ...packages,
            { regex: `^(?!${run}|${borrowed})\\.`, message: `${room} may not import this. ${why}` },
            { regex: `^(?!${run})${borrowed}`, message: atRunTime, allowTypeImports: true },
          ],
        },
      ],
      // The same for import(), which that rule does not see.
      'no-restricted-syntax': [
        'error',
        ...[...packages, { regex: `^(?!${run})\\.`, message: atRunTime }].map(({ regex, message }) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002f')}/]`,
          message,
        })),
      ],
    },
  };
}

/** Of none at all: what nothing matches. */
const anyOf = (patterns) => (patterns.length === 0 ? '(?!)' : `(${patterns.join('|')})`);

/** How a file in `from` imports `path`, a file or whatever is in a folder. */
function specifier(from, path) {
  const relative = posix.relative(from, path);
  const written = (relative.startsWith('.') ? relative : `./${relative}`).replaceAll('.', '\\.');
  return isFile(path) ? `${written}$` : `${written}/(?!\\.)`;
}

/** Entries of ESLint's configuration. */
export const held = rooms.flatMap(holding);
