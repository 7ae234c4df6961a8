import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { localized } from './test/l10n/rule.mjs';
import { held } from './test/rooms/held.mjs';

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
  ...held,
  // `out: void` is what a call returns, written where a type map holds it.
  { files: ['src/webviews/protocol.ts'], rules: { '@typescript-eslint/no-invalid-void-type': 'off' } },
);
