// Once for all files: the package as it is published.

export { buildSdk as default } from '../../scripts/build-sdk.ts';
