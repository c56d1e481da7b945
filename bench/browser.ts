// The browser of this machine, for the parts of the bench that look at the console.

import { existsSync } from 'node:fs'

/** Null where there is none: then there is nothing to be measured. */
export const chromiumPath = (): string | null =>
  [
    process.env['NOROSHI_TEST_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path)) ?? null
