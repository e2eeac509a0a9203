/** What a linter finds wrong with an OpenAPI document, by its recommended rules: where, which rule, in words. */
export function lintOpenApi(document: object): Promise<string[]>;
