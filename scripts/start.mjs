// Builds what is not built yet and becomes the server: one process, so that signals and the exit code are its own
// and killing it leaves no child behind that still holds the port and the data folder.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './build-state.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

const main = fileURLToPath(new URL('../apps/server/dist/main.js', import.meta.url));

try {
  ensureBuilt();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
stopWithNpm();
process.argv[1] = main;
await import(pathToFileURL(main).href);
