import { describe, expect, it } from 'vitest';
import { joinLogFormats, splitLogFormats } from './log-formats';

describe('log_format lines in a paste', () => {
  it('keeps a directive of several lines together', () => {
    const one = "log_format a '$remote_addr '\n  '$status';", two = "log_format b '$status';";
    expect(splitLogFormats(`${one}\n${two}\n`)).toEqual([one, two]);
    expect(splitLogFormats(joinLogFormats([one, two]))).toEqual([one, two]);
  });
  it('takes a bare format as one, and parts by an empty line', () => {
    expect(splitLogFormats('$remote_addr [$time_local]')).toEqual(['$remote_addr [$time_local]']);
    expect(splitLogFormats('$a $b\n\n$c')).toEqual(['$a $b', '$c']);
    expect(splitLogFormats(' \n ')).toEqual([]);
  });
});
