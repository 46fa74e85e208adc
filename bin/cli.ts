/** The command line. `main` is called by bin/hangtime.mjs once everything is set up. */
import { parseArgs } from 'node:util';
import { HELP } from './help';
import { runMigrate } from './migrate';
import { readOptions } from './read-options';
import { start } from './start';
import { UsageError } from './usage-error';

export async function main(argv: string[], root: string): Promise<void> {
  // A reader that went away (`| head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0); throw error; });
  try {
    process.exitCode = await run(argv, root);
  } catch (error) {
    if (error instanceof UsageError || String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`${(error as Error).message}\nSee: node bin/hangtime.mjs help\n`);
      process.exitCode = 2;
    } else {
      process.stderr.write(`${(error as Error).message}\n`);
      if (process.env.HANGTIME_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
      process.exitCode = 1;
    }
  }
}

async function run(argv: string[], root: string): Promise<number> {
  const [command = 'help', ...rest] = argv;
  switch (command) {
    case 'start': {
      const { values } = parseArgs({ args: rest, options: { 'no-pages': { type: 'boolean', default: false } } });
      await start(root, { web: !values['no-pages'] });
      return 0;
    }
    // Loaded when asked for: the rest does not need the formats and the Prisma client.
    case 'import': return (await import('./import')).runImport(readOptions(rest), root);
    case 'parse': return (await import('./parse')).runParse(readOptions(rest));
    // For developers, as `npm run conformance`.
    case 'conformance': return (await import('./conformance')).runConformance(rest, root);
    case 'migrate': return runMigrate(root);
    case 'help': case '--help': case '-h': process.stdout.write(HELP); return 0;
    default: throw new UsageError(`There is no command "${command}".`);
  }
}
