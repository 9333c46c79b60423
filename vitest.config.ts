import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` needs no phone and runs in `npm run check`; `phone` drives real adb, Appium and the
 * simulated handset, one file at a time because two cores carry only one phone well.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', '.telltale/**'],
          testTimeout: 20_000,
          // Vitest keeps one core for itself otherwise; threads start twice as fast as processes.
          pool: 'threads',
          maxWorkers: 2,
          // Loading all modules anew for each of 150 files took a third of the time. No module here keeps state of its own.
          isolate: false,
        },
      },
      {
        test: {
          name: 'phone',
          include: [
            'commands/**/*.spec.ts',
            'handset/**/*.spec.ts',
            'helpers/**/*.spec.ts',
            'proxy/**/*.spec.ts',
          ],
          exclude: ['node_modules/**', '.telltale/**'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
