import { configDefaults, defineConfig } from 'vitest/config'

/** Rules need nothing, db one PostgreSQL, house looks at the code and starts the program, journeys drive a browser and go last. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      { test: { name: 'rules', include: ['src/**/*.spec.ts', 'policy/*.spec.ts'], exclude: [...configDefaults.exclude, '**/*.db.spec.ts'], isolate: false, testTimeout: 30_000, sequence: { groupOrder: 0 } } },
      { test: { name: 'db', include: ['src/**/*.db.spec.ts', 'test/*.db.spec.ts'], globalSetup: 'test/database.ts', testTimeout: 20_000, hookTimeout: 60_000, sequence: { groupOrder: 1 } } },
      { test: { name: 'house', include: ['test/*.spec.ts'], exclude: [...configDefaults.exclude, '**/*.db.spec.ts'], testTimeout: 30_000, hookTimeout: 60_000, sequence: { groupOrder: 2 } } },
      { test: { name: 'journeys', include: ['journeys/*.spec.ts'], globalSetup: ['test/database.ts', 'journeys/web.ts'], testTimeout: 120_000, hookTimeout: 120_000, sequence: { groupOrder: 3 } } },
    ],
  },
})
