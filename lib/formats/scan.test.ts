import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import * as scan from './scan';
import { addressEnd, hostEnd, ipv4End, ipv6End } from './scan-address';
import { CLF_LENGTH, clfTime, isoTime, zoneOffset } from './scan-time';
import { unescape } from './unescape';

const bytes = (text: string): [Buffer, number, number] => { const buf = Buffer.from(`<${text}>`); return [buf, 1, buf.length - 1]; };

describe('numbers', () => {
  test('whole numbers', () => {
    fc.assert(fc.property(fc.nat(), (n) => { expect(scan.int(...bytes(String(n)))).toBe(n); expect(scan.signedInt(...bytes(String(0 - n)))).toBe(0 - n); }));
    for (const text of ['', '-', 'x', '1x', ' 1', '+1']) { expect(scan.int(...bytes(text)), text).toBe(-1); expect(scan.signedInt(...bytes(text)), text).toBeNaN(); }
  });
  test('seconds as ms, whole with three places', () => {
    fc.assert(fc.property(fc.nat(10_000_000), (ms) => { expect(scan.seconds(...bytes((ms / 1000).toFixed(3)))).toBe(ms); }));
    expect(scan.seconds(...bytes('1.5'))).toBe(1500);
    expect(scan.seconds(...bytes('0.000012'))).toBeCloseTo(0.012, 9);
    for (const text of ['', '-', '.5', '5.', '1.2.3', '1e3', '-1', 'NaN']) expect(scan.seconds(...bytes(text)), text).toBeNaN();
  });
  test('status', () => { for (const [text, is] of [['200', 200], ['599', 599], ['000', 0], ['099', 0], ['600', 0], ['-', 0], ['2000', 0]] as const) expect(scan.status(...bytes(text))).toBe(is); });
});

describe('texts', () => {
  test('the fast searches answer as the plain one does', () => fc.assert(fc.property(fc.string({ unit: fc.constantFrom('"', '\\', 'a', ' '), maxLength: 60 }), fc.nat(), fc.nat(), (text, a, b) => {
    const buf = Buffer.from(`${text}"`), from = a % buf.length, to = from + (b % (buf.length - from + 1));
    let plain = -1;
    for (let i = from; i < to && plain < 0; i++) { if (buf[i] === 92) i++; else if (buf[i] === 34) plain = i; }
    expect(scan.quoteEnd(buf, from, to)).toBe(plain);
    expect(scan.longQuoteEnd(buf, from, to)).toBe(plain);
  })));
  test('find stays inside', () => {
    expect(scan.find(...([bytes('abc')[0], 62, 1, 4] as const))).toBe(-1);
    expect(scan.findText(...bytes('a while connecting'), 'while')).toBe(3);
    expect(scan.findText(...bytes('whil'), 'while')).toBe(-1);
  });
  test('escapes', () => {
    expect(unescape(...bytes('a\\x22b\\xC3\\xA9\\\\'))).toBe('a"bé\\');
    expect(unescape(...bytes('\\u00e9\\ud83d\\ude00\\n\\/\\q\\x4'))).toBe('é😀\n/\\q\\x4');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { expect(unescape(...bytes(JSON.stringify(text).slice(1, -1)))).toBe(text); }));
    fc.assert(fc.property(fc.uint8Array(), (raw) => { unescape(Buffer.from(raw), 0, raw.length); }));
  });
});

describe('addresses', () => {
  test('IPv4 and IPv6 end where they end', () => {
    fc.assert(fc.property(fc.ipV4(), (ip) => { expect(ipv4End(...bytes(ip))).toBe(1 + ip.length); }));
    fc.assert(fc.property(fc.ipV6(), (ip) => { expect(ipv6End(...bytes(ip)), ip).toBe(1 + ip.length); }));
    for (const text of ['1.2.3', '256.1.1.1', '1.2.3.', 'a.b.c.d', '']) expect(ipv4End(...bytes(text)), text).toBe(-1);
    for (const text of ['1:2', 'xyz', '12345::', '']) expect(ipv6End(...bytes(text)), text).toBe(-1);
    expect(addressEnd(...bytes('unix:'))).toBe(6);
  });
  test('a host without its port', () => {
    for (const [text, host] of [['10.0.0.1:80', '10.0.0.1'], ['10.0.0.1', '10.0.0.1'], ['::1', '::1'], ['name:x', 'name:x']] as const) expect(hostEnd(...bytes(text)) - 1, text).toBe(host.length);
    expect(hostEnd(...bytes('[::1]:80'))).toBe(5);
  });
});

describe('times', () => {
  const clf = (ms: number, offset: number): string => {
    const local = new Date(ms + offset * 60_000).toISOString(), month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(local.slice(5, 7)) - 1], o = Math.abs(offset);
    return `${local.slice(8, 10)}/${month}/${local.slice(0, 4)}:${local.slice(11, 19)} ${offset < 0 ? '-' : '+'}${String(Math.floor(o / 60)).padStart(2, '0')}${String(o % 60).padStart(2, '0')}`;
  };
  const moment = fc.integer({ min: 86_400, max: 4_000_000_000 }).map((s) => s * 1000), offset = fc.integer({ min: -840, max: 840 });
  test('CLF and ISO times are what Date says', () => {
    fc.assert(fc.property(moment, offset, (ms, o) => { const text = clf(ms, o); expect(text).toHaveLength(CLF_LENGTH); expect(clfTime(...bytes(text)), text).toBe(ms); }));
    fc.assert(fc.property(moment, fc.nat(999), (ms, part) => { expect(isoTime(...bytes(new Date(ms + part).toISOString()))).toBe(ms + part); }));
    expect(isoTime(...bytes('2026-03-12T09:20:01.5+05:30'))).toBe(Date.UTC(2026, 2, 12, 3, 50, 1, 500));
  });
  test('days and clocks that do not exist, and no zone', () => {
    for (const text of ['31/Feb/2026:00:00:00 +0000', '00/Jan/2026:00:00:00 +0000', '01/Foo/2026:00:00:00 +0000', '01/Jan/2026:24:00:00 +0000', '01/Jan/2026:00:60:00 +0000', '01/Jan/2026:00:00:00 0000', '01/Jan/2026:00:00:00 +2500', '1/Jan/2026:00:00:00 +0000x']) expect(clfTime(...bytes(text)), text).toBeNaN();
    for (const text of ['2026-03-12T09:20:01', '2026-03-12', '', '2026-02-30T00:00:00Z']) expect(isoTime(...bytes(text)), text).toBeNaN();
    expect(zoneOffset(...bytes('+05:30'))).toBe(330 * 60_000);
    expect(zoneOffset(...bytes('-0330'))).toBe(-210 * 60_000);
    expect(zoneOffset(...bytes('CET'))).toBeNaN();
  });
});
