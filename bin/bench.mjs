#!/usr/bin/env node
// `npm run bench`: sets up what is missing, then runs bin/bench.ts, bundled.
import { enter } from './setup/enter.mjs';

await enter('bench', { withDevDependencies: true });
