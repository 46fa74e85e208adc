import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { COLUMNS_WASM } from './columns-wasm';

it('the WebAssembly of the columns is what its text says', async () => {
  const text = (await wabt()).parseWat('columns.wat', readFileSync('lib/db/columns.wat', 'utf8'), { simd: true, bulk_memory: true });
  text.validate();
  expect(Buffer.from(text.toBinary({}).buffer).toString('base64')).toBe(COLUMNS_WASM);
});
