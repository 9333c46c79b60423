import type { CommandMaker } from '../framework.ts';
import { screencap } from './screencap-command.ts';
import { monkey, uiautomator } from './ui-tools.ts';
import { windowManager } from './window-command.ts';

/** `screencap`, `wm`, `uiautomator` and `monkey`. */
export const screenCommands: CommandMaker = (framework) => [
  ['screencap', async (call) => await screencap(framework, call)],
  ['wm', (call) => windowManager(framework, call, call.argv.slice(1))],
  ['uiautomator', async (call) => await uiautomator(framework, call)],
  ['monkey', async (call) => await monkey(framework, call)],
];
