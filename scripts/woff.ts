// A WOFF 1 file (https://www.w3.org/TR/WOFF/) as the font that is in it. Checks nothing: the files come with a package.

import { inflateSync } from 'node:zlib';

const WOFF_HEADER_BYTES = 44;
const WOFF_ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

/** The same tables, which WOFF deflates each by itself, behind a directory of their own. */
export function sfntOf(woff: Buffer): Buffer {
  const tables = woff.readUInt16BE(12);
  const directory = Buffer.alloc(SFNT_HEADER_BYTES + SFNT_ENTRY_BYTES * tables);
  writeHeader(directory, woff.readUInt32BE(4), tables);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (let index = 0; index < tables; index += 1) {
    const entry = woff.subarray(WOFF_HEADER_BYTES + WOFF_ENTRY_BYTES * index);
    const table = tableOf(woff, entry);
    const at = SFNT_HEADER_BYTES + SFNT_ENTRY_BYTES * index;
    directory.writeUInt32BE(entry.readUInt32BE(0), at);
    directory.writeUInt32BE(entry.readUInt32BE(16), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(table.length, at + 12);
    const padding = Buffer.alloc(-table.length & 3);
    parts.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat(parts);
}

/** The flavour, the number of tables, and what a binary search over them needs. */
function writeHeader(directory: Buffer, flavour: number, tables: number): void {
  const power = Math.floor(Math.log2(tables));
  directory.writeUInt32BE(flavour, 0);
  directory.writeUInt16BE(tables, 4);
  directory.writeUInt16BE(2 ** power * SFNT_ENTRY_BYTES, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE((tables - 2 ** power) * SFNT_ENTRY_BYTES, 10);
}

/** A table that deflating would have made longer is there as it is. */
function tableOf(woff: Buffer, entry: Buffer): Buffer {
  const [start, packed_bytes, bytes] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
  const packed = woff.subarray(start, start + packed_bytes);
  return packed_bytes < bytes ? inflateSync(packed) : packed;
}
