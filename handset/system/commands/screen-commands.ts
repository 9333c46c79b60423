import type { CommandMaker } from '../framework.ts';
import { screencap, windowManager } from './screencap-command.ts';
import { monkey, uiautomator } from './ui-tools.ts';

/** `screencap`, `wm`, `uiautomator` and `monkey`. */
export const screenCommands: CommandMaker = (framework) => [
  ['screencap', async (call) => await screencap(framework, call)],
  ['wm', async (call) => windowManager(framework, call, call.argv.slice(1))],
  ['uiautomator', async (call) => await uiautomator(framework, call)],
  ['monkey', async (call) => await monkey(framework, call)],
];
