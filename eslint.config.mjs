import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { localized } from './test/l10n/rule.mjs';

/** Who may import whom: `webviews → protocol ← extension → connectors` (docs/architecture.md). */
const forbid = (files, ...groups) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: 'undici',
            message: "undici's index touches a process-wide dispatcher; import undici/lib/dispatcher/*.js",
          },
        ],
        patterns: groups.map(([group, message]) => ({ group, message })),
      },
    ],
  },
});

const noVscode = [['vscode'], 'This folder is host-free: it must run without VS Code.'];
const noWebviews = [['**/webviews/**'], 'Only src/extension/panels speaks to webviews, through protocol.ts.'];
const noExtension = [['**/extension/**'], 'Arrows point one way: nothing here may import the extension.'];
const noToolkit = [['@vscode/webview-ui-toolkit*'], 'The toolkit is wrapped in src/webviews/ui only.'];

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/webviews/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-console': 'off',
    },
  },
  { files: ['src/webviews/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['src/**/*.{ts,tsx}'],
    // Code for people to copy, formats of the store, and what only programmers read.
    ignores: [
      'src/**/*snippet*.ts',
      'src/connectors/modal/app/{template,driver}.ts',
      'src/extension/metrics/{bytes,sketch,tallyBytes}.ts',
      'src/extension/store/{changes,requestTable,rollupTables,statusTable,sqlite,statements}.ts',
    ],
    plugins: { words: { rules: { localized } } },
    rules: { 'words/localized': 'error' },
  },
  forbid(['src/connectors/**'], noVscode, noWebviews, noExtension),
  forbid(['src/extension/**'], noToolkit),
  forbid(['src/extension/{deployments,metrics,store}/**'], noVscode, noWebviews),
  forbid(['src/webviews/**'], noVscode, noExtension, noToolkit),
  forbid(['src/webviews/ui/**'], noVscode, noExtension),
  // The border file borrows types from the host-free rooms that own the data, and holds no code.
  forbid(['src/webviews/protocol.ts'], noVscode, noToolkit),
  // `out: void` is what a call returns, written where a type map holds it.
  { files: ['src/webviews/protocol.ts'], rules: { '@typescript-eslint/no-invalid-void-type': 'off' } },
);
