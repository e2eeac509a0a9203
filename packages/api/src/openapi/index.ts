export { openApiDocument, type Document, type DocumentOptions } from './document.ts';
