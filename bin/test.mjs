#!/usr/bin/env node
// `npm test` and `npm run check`: sets up what is missing, then runs bin/test.ts, bundled.
import { enter } from './setup/enter.mjs';

// The one line that every run ends with, also when nothing could be tried.
await enter('test', { withDevDependencies: true, lastWords: '0 passed, 1 failed, 0 skipped' });
