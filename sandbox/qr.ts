// Draws QR codes as SVG and PNG for WeChat Pay's next_action. Pictures only.
import { crc32, deflateSync } from 'node:zlib';
import { encode, renderSVG } from 'uqr';

/** Pixels per module: a phone reads it from a screen, and the picture stays under 1 kB. */
const SCALE = 6;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function qrSvg(text: string): string {
  return renderSVG(text);
}

/** A grey-scale PNG of one bit a pixel, with a quiet zone. */
export function qrPng(text: string): Buffer {
  const { data, size } = encode(text, { border: 4 });
  const side = size * SCALE;
  const stride = 1 + Math.ceil(side / 8);
  const pixels = Buffer.alloc(stride * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dark = data[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] ?? false;
      const at = y * stride + 1 + (x >> 3);
      if (!dark) pixels[at] = (pixels[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1; // bits a pixel
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
