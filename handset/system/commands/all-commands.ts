import type { CommandMaker } from '../framework.ts';
import { activityCommands } from './activity-commands.ts';
import { buCommand } from './backup/bu-command.ts';
import { bugreportzCommand } from './bugreport/bugreportz-command.ts';
import { contentCommand } from './content-command.ts';
import { deviceConfigCommand } from './device-config-command.ts';
import { dumpsysCommand } from './dumpsys-command.ts';
import { inputCommands } from './input-commands.ts';
import { ipCommand } from './ip-command.ts';
import { iptablesCommands } from './iptables-command.ts';
import { kernelCommands } from './kernel-commands.ts';
import { logcatCommand } from './logcat-command.ts';
import { packageCommands } from './package-commands.ts';
import { pingCommand } from './ping-command.ts';
import { powerCommands } from './power-commands.ts';
import { processCommands } from './process-commands.ts';
import { propertyCommands } from './property-commands.ts';
import { remountCommand } from './remount-command.ts';
import { screenCommands } from './screen-commands.ts';
import { selinuxCommands } from './selinux-commands.ts';
import { serviceCommand } from './service-command.ts';
import { serviceManagerCommand } from './service-manager.ts';
import { settingsCommands } from './settings-commands.ts';
import { storageCommand } from './storage-command.ts';
import { switchCommands } from './switch-commands.ts';

/** Every framework command that the phone has. */
export const ALL_COMMANDS: readonly CommandMaker[] = [
  activityCommands,
  buCommand,
  bugreportzCommand,
  contentCommand,
  deviceConfigCommand,
  dumpsysCommand,
  inputCommands,
  ipCommand,
  iptablesCommands,
  kernelCommands,
  logcatCommand,
  packageCommands,
  pingCommand,
  powerCommands,
  processCommands,
  propertyCommands,
  remountCommand,
  screenCommands,
  selinuxCommands,
  serviceCommand,
  serviceManagerCommand,
  storageCommand,
  settingsCommands,
  switchCommands,
];
