import { describe, expect, it } from 'vitest';
import { joinLayouts, splitLayouts } from './layouts';

describe('layouts in a paste', () => {
  it('keeps a directive of several lines together', () => {
    const one = "log_format a '$remote_addr '\n  '$status';", two = "log_format b '$status';";
    expect(splitLayouts(`${one}\n${two}\n`)).toEqual([one, two]);
    expect(splitLayouts(joinLayouts([one, two]))).toEqual([one, two]);
  });
  it('takes a bare format as one, and parts by an empty line', () => {
    expect(splitLayouts('$remote_addr [$time_local]')).toEqual(['$remote_addr [$time_local]']);
    expect(splitLayouts('$a $b\n\n$c')).toEqual(['$a $b', '$c']);
    expect(splitLayouts(' \n ')).toEqual([]);
  });
  it('begins a new one at every directive of any gateway', () => {
    const many = ['LogFormat "%h %>s" a', 'log-format "%ci %ST"', '#Fields: date time sc-status', 'json time=ts status=code', 'csv time=when status=code'];
    expect(splitLayouts(many.join('\n'))).toEqual(many);
  });
});
