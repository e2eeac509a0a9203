// House rules that no built-in rule expresses.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export default {
  meta: { name: 'house' },
  rules: {
    'doors-only': { create: doorsOnly },
    'disable-says-why': { create: disableSaysWhy },
    'says-why': { create: saysWhy },
  },
};

/** Only a door re-exports, so that every name has one place where it is defined and one where it leaves the package. */
function doorsOnly(context) {
  if (doorsAround(context.filename).has(context.filename)) return {};
  const message =
    'Only a door re-exports: a file that its package names in `exports`. Import from where it is defined.';
  const imported = new Set();
  return {
    ImportDeclaration(node) {
      for (const { local } of node.specifiers) imported.add(local.name);
    },
    ExportAllDeclaration: (node) => context.report({ node, message }),
    ExportNamedDeclaration(node) {
      if (node.source || node.specifiers.some(({ local }) => imported.has(local.name)))
        context.report({ node, message });
    },
  };
}

/** A rule is switched off with a reason: `oxlint-disable-next-line rule -- reason`. */
function disableSaysWhy(context) {
  return {
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (/^\s*oxlint-disable/.test(comment.value) && !/ -- \S/.test(comment.value)) {
          context.report({
            node: comment,
            message: 'Say why the rule does not hold here: `oxlint-disable… rule -- reason`.',
          });
        }
      }
    },
  };
}

/** Where the compiler is overruled with `any`, `as` or `!`, a comment on the line or before it says why that holds. */
function saysWhy(context) {
  const { lines } = context.sourceCode;
  const ends = context.sourceCode.getAllComments().map(({ loc }) => loc.end.line);
  const commented = new Set(ends);
  const whole = new Set(ends.filter((line) => /^\s*(\/[/*]|\*)/.test(lines[line - 1])));
  const check = (what) => (node) => {
    const { start, end } = node.loc;
    const beside = commented.has(start.line) || commented.has(end.line);
    const above = whole.has(start.line - 1) || whole.has(firstLine(node) - 1);
    if (!beside && !above) context.report({ node, message: `Say in a comment why this ${what} holds.` });
  };
  return {
    TSAnyKeyword: check('`any`'),
    TSNonNullExpression: check('`!`'),
    TSTypeAssertion: check('assertion'),
    TSAsExpression: (node) => isConst(node.typeAnnotation) || check('`as`')(node),
  };
}

function isConst({ type, typeName }) {
  return type === 'TSTypeReference' && typeName.name === 'const';
}

/** The line where the statement around a node begins. */
function firstLine(node) {
  let statement = node;
  while (statement.parent && !/Statement$|Declaration$|^PropertyDefinition$/.test(statement.type))
    statement = statement.parent;
  return statement.loc.start.line;
}

const doorsByFolder = new Map();

/** The files that the nearest package names in its `exports`. */
function doorsAround(filename) {
  let folder = dirname(filename);
  while (!existsSync(resolve(folder, 'package.json'))) {
    if (folder === dirname(folder)) return new Set();
    folder = dirname(folder);
  }
  if (!doorsByFolder.has(folder)) {
    const { exports = {} } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
    doorsByFolder.set(folder, new Set(Object.values(exports).map((file) => resolve(folder, file))));
  }
  return doorsByFolder.get(folder);
}
