import { runCommandLine } from './run-command-line.js';
import { systemTerminal } from './system-terminal.js';

process.exitCode = await runCommandLine(process.argv.slice(2), systemTerminal);
