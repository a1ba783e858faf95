// Once for all files: the Worker and its pages, built as npm start builds them.

import { build } from '../../scripts/build.ts';
import { buildWeb } from '../../scripts/build-web.ts';

export default async function setup(): Promise<void> {
  build();
  await buildWeb();
}
