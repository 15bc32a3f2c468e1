import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const zone = (target, from, message, except) => ({ target, from, message, ...(except ? { except } : {}) });

/** The one direction of imports, as drawn in the README: renderer -> contract <- api -> services -> ports <- adapters. */
const zones = [
  zone('./preload/contract/**/*', ['./main/**/*', './renderer/**/*'], 'The contract stands alone.'),
  zone('./renderer/**/*', './main/**/*', 'The renderer knows the contract only.'),
  zone('./main/**/*', './renderer/**/*', 'The main process does not know the renderer.'),
  zone(
    './main/domain/**/*',
    ['./main/adapters/**/*', './main/services/**/*', './main/api/**/*', './main/hosts/**/*'],
    'Domain rules are pure.',
  ),
  zone(
    './main/adapters/**/*',
    ['./main/services/**/*', './main/api/**/*', './main/hosts/**/*'],
    'Adapters serve; they do not know who uses them.',
  ),
  zone('./main/services/**/*', './main/adapters/**/*', 'Services use ports; app.ts chooses the adapters.', [
    '**/port.ts',
  ]),
  zone('./main/services/**/*', ['./main/api/**/*', './main/hosts/**/*'], 'Services do not know how they are called.'),
  zone(
    './main/api/**/*',
    ['./main/adapters/**/*', './main/hosts/**/*'],
    'The API is handler -> service, nothing else.',
  ),
  zone('./main/hosts/**/*', './main/adapters/**/*', 'Hosts carry the app; they do not reach into it.', ['**/port.ts']),
];

const noElectron = [
  {
    selector: 'ImportDeclaration[source.value=/^electron(\\u002F|$)/]',
    message: 'electron only in main/hosts/electron and preload/index.ts.',
  },
  {
    selector: 'ImportExpression[source.value=/^electron(\\u002F|$)/]',
    message: 'electron only in main/hosts/electron and preload/index.ts.',
  },
];

export default defineConfig(
  { ignores: ['out', 'node_modules', '.cache', 'test/fixtures', 'resources/sample'] },
  tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true }), createNodeResolver()],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-syntax': ['error', ...noElectron],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', 400],
    },
  },
  { files: ['main/hosts/electron/**', 'preload/index.ts', 'test/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['renderer/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // About React's compiler, which is not used here.
      'react-hooks/incompatible-library': 'off',
    },
  },
);
