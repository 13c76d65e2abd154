// One flat configuration. Besides the usual rules it holds the direction of imports:
// routes → features → ui, api, lib; a feature reaches another one only through its index.
import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const refuse = (patterns, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }],
})

export default tseslint.config(
  { ignores: ['node_modules', 'src/**/*.gen.ts', '../crates/web/dist'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'max-lines': ['error', { max: 600 }],
    },
  },
  {
    files: ['src/lib/**/*.{ts,tsx}'],
    rules: refuse(['~/ui/*', '~/api/*', '~/features/*', '~/routes/*'], 'lib stands below everything else.'),
  },
  {
    files: ['src/api/**/*.{ts,tsx}'],
    rules: refuse(['~/ui/*', '~/features/*', '~/routes/*'], 'api knows lib only.'),
  },
  {
    files: ['src/ui/**/*.{ts,tsx}'],
    rules: refuse(
      ['~/api/*', '~/features/*', '~/routes/*', '@tanstack/react-router', '@tanstack/react-query'],
      'ui is free of router and server data.',
    ),
  },
  {
    files: ['src/features/**/*.{ts,tsx}'],
    rules: refuse(
      ['~/routes/*', '~/features/*/*'],
      'A feature imports another one through its index, and never a route.',
    ),
  },
)
