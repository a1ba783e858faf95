// Draws a QR code as an SVG, black on white whatever the page's colours are.

import { encode } from 'uqr';

const SVG = 'http://www.w3.org/2000/svg';

/** The quiet zone that scanners need around a code, in modules. */
const BORDER = 4;

export function qrCode(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { border: BORDER, ecc: 'M' });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  svg.append(
    shape('rect', { width: size, height: size, fill: '#fff' }),
    shape('path', { d: pathOf(data), fill: '#000' }),
  );
  return svg;
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

const pathOf = (rows: readonly (readonly boolean[])[]): string =>
  rows.flatMap((row, y) => row.flatMap((is_dark, x) => (is_dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
