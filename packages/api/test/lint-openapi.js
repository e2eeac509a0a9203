// JavaScript, for the types of this library are 3 MB, and the compiler takes a second for one call of it.
import { createConfig, lintFromString } from '@redocly/openapi-core';

export async function lintOpenApi(document) {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message, location }) => `${location[0]?.pointer} ${ruleId}: ${message}`);
}
