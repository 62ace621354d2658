// Stands in for src/signature/digest.ts in what a browser gets.
export { sha256 } from './sha256.ts';
