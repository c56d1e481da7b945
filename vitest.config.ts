// Unit, integration and scenario tests run on the sources; `source` is the import condition the aliases resolve by.
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A short file may take long: begun last, it would run alone at the end. */
const takesLong = ({ moduleId }: TestSpecification): boolean =>
  /\/tests\/e2e\/(every-form|each-role|hostile|demo)\.test\.ts$|\/two-processes\.test\.ts$/.test(moduleId)

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(takesLong), ...sorted.filter((file) => !takesLong(file))]
  }
}

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['src/**/*.test.ts', 'simulator/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Generous: tests that start real processes and databases also run on busy machines. No test waits for it to pass.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // Tests wait for processes and browsers more than they work: three keep two cores busy.
    maxWorkers: 3,
    // Files share what they import: importing it anew for each would take as long as half of the tests.
    isolate: false,
    sequence: { sequencer: LongFirst },
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.case.ts'],
      reporter: ['text-summary', 'text'],
    },
  },
})
