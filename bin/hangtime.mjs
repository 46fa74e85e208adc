#!/usr/bin/env node
// The way in: sets up what is missing, then runs the command line (bin/cli.ts, bundled).
import { enter } from './setup/enter.mjs';

await enter('cli', { withDevDependencies: false });
