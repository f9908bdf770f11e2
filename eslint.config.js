/**
 * Lint of Svelte's components, with types, and of its own rules for rune modules. All else is .oxlintrc.json's, whose
 * rules for TypeScript are the same: it takes seconds for what takes ESLint minutes.
 */
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  // ESLint takes up plain JavaScript unasked.
  { ignores: ['**/*.js', '**/*.mjs', 'out/', 'dist/', 'models/', '.work/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.svelte'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `return done(…)` ends a function early in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Type parameters that are used once still name what a caller may say.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Schemas and the types they give share a name on purpose.
      '@typescript-eslint/no-redeclare': 'off',
      // `noUncheckedIndexedAccess` would make every index in a numerical loop a branch.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Tables read by key look alike: `attributes['pads']` is data, not a property.
      '@typescript-eslint/dot-notation': 'off',
      // It takes every interface written in method style for an object whose methods need `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A mere matter of taste, and interfaces and types each have their place.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
);
