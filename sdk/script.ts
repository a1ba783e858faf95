// What a <script> gets: the core and the elements, as the global `Zhehui`.

export * from './elements.ts';
export * from './index.ts';
