/**
 * The version of the data contract. It follows semantic versioning as the design's policy says: for inputs a new required
 * key, a removed key or value or a tightened rule is major; for outputs a removed or changed key or a widened value is
 * major; any other addition is minor; the rest is a patch.
 */
export const contractVersion = '1.0.0';
