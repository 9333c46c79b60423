// A thread knows no TypeScript until it is told: the options of its process do not reach it in Node 20.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
