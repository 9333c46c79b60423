import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` needs no phone and runs in `npm run check`, which has to stay under a minute: what
 * draws whole pictures or waits by nature is `*.slow.test.ts` and runs with the next; `phone` drives real programs: adb, Appium and
 * the simulated handset, a phone's shell, Java; one file at a time because two cores carry only one phone well; `long` runs the main job dozens of times.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', '.telltale/**', '**/*.slow.test.ts'],
          testTimeout: 20_000,
          // One more than cores: many tests wait for files and sockets. Threads start twice as fast as processes.
          pool: 'threads',
          maxWorkers: 3,
          // Loading all modules anew for each of 150 files took a third of the time. No module here keeps state of its own.
          isolate: false,
          // What is waited for comes within milliseconds here; to look every 50 of them takes a tenth of the time of all.
          expect: { poll: { interval: 5 } },
        },
      },
      {
        test: {
          name: 'phone',
          include: [
            '**/*.slow.test.ts',
            'commands/**/*.spec.ts',
            'handset/**/*.spec.ts',
            'helpers/**/*.spec.ts',
            'proxy/**/*.spec.ts',
            'reports/**/*.spec.ts',
          ],
          exclude: ['node_modules/**', '.telltale/**', '**/*.long.spec.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['commands/**/*.long.spec.ts', 'helpers/**/*.long.spec.ts', 'proxy/**/*.long.spec.ts'],
          exclude: ['node_modules/**', '.telltale/**'],
          fileParallelism: false,
          // They run the command many times, two at a time by themselves.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
