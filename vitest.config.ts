import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` needs no phone and runs in `npm run check`; `phone` drives real programs: adb, Appium and
 * the simulated handset, a phone's shell, Java; one file at a time because two cores carry only one phone well; `long` runs the main job dozens of times.
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
