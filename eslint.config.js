// Holds the player to what Chromium 69 understands (panels of 2019 carry it), and all scripts to a few habits.
import esx from 'eslint-plugin-es-x'

// Chromium 69 has these parts of ES2019.
const IN_69 = { 'es-x/no-optional-catch-binding': 'off', 'es-x/no-array-prototype-flat': 'off' }

// Not in the language but in the browser, and younger than Chromium 69.
const TOO_YOUNG_GLOBALS = ['globalThis', 'queueMicrotask', 'structuredClone', 'WeakRef', 'CompressionStream', 'cookieStore']
const TOO_YOUNG_MEMBERS = ['replaceChildren', 'randomUUID', 'getSetCookie', 'checkVisibility', 'throwIfAborted', 'showPopover']

const HABITS = {
  'eqeqeq': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-unused-vars': 'error',
  'no-shadow': 'error',
  'no-console': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-warning-comments': 'error',
  'require-atomic-updates': 'off',
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 45],
  'complexity': ['error', 12],
}

export default [
  {
    files: ['players/kiosk/*.js'],
    ignores: ['players/kiosk/service-worker.js'],
    languageOptions: { ecmaVersion: 2019, sourceType: 'module' },
  },
  {
    // Module workers need Chromium 91.
    files: ['players/kiosk/service-worker.js'],
    languageOptions: { ecmaVersion: 2019, sourceType: 'script' },
  },
  {
    files: ['players/kiosk/*.js'],
    plugins: { 'es-x': esx },
    rules: {
      ...esx.configs['flat/restrict-to-es2018'].rules,
      ...IN_69,
      ...HABITS,
      'no-restricted-globals': ['error', ...TOO_YOUNG_GLOBALS],
      'no-restricted-properties': [
        'error',
        ...TOO_YOUNG_MEMBERS.map((property) => ({ property, message: 'not in Chromium 69' })),
        { object: 'AbortSignal', property: 'timeout', message: 'not in Chromium 69' },
      ],
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    // Staff's own browsers are of these years.
    files: ['signage/static/pages/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
    rules: HABITS,
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    // Run in the machine's own Chromium, which looks at slides.
    files: ['signage/static/glass/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'script' },
    rules: HABITS,
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
]
