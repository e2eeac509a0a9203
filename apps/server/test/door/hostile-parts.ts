import fc from 'fast-check';
import { badTexts, texts } from './hostile-texts.ts';
import { Raw, type Tree } from './json-tree.ts';

/** Parts that are sent as they stand here, one a line. */
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => new Raw(line.trim()));

/** Bytes in hexadecimal, between the letters of a text. */
const inText = (hex: string) => new Raw(Buffer.concat([Buffer.from('"a'), Buffer.from(hex, 'hex'), Buffer.from('b"')]));

/** Numbers, and what looks like one; as text, since a program's number could not carry most of them. */
const numbers =
  `0 -0 1 -1 1.5 2147483648 9007199254740992 9007199254740993 -9223372036854775809 1e400 -1e400 1e-400 1e308 1E+2
  NaN Infinity -Infinity +1 01 1. .5 0x10 1n 1_000 --1 1${'0'.repeat(400)} 0.${'0'.repeat(400)}1`
    .split(/\s+/)
    .map((number) => new Raw(number));

/** What one type takes for another. */
const confused = lines(`
  null
  true
  false
  undefined
  "true"
  "1"
  "null"
  ""
  []
  {}
  [null]
  [[]]
  ["x"]
  [["x"]]
  [1,"x",null]
  {"0":"x","length":1}
  {"length":1e9}
  {"$ne":null}
  {"$gt":""}
  {"$in":["x"]}
  {"$not":{"$eq":"x"}}
  {"$or":[{},{}]}
  {"$regex":".*"}
  {"$where":"sleep(1000)"}
  {"$like":"%"}
  {"$exists":true}
  {"$raw":"1=1"}
  {"__proto__":{"userId":"x"}}
  {"constructor":{"prototype":{"admin":true}}}
  {"toString":"x"}
  {"toJSON":"x"}
  {"valueOf":1,"then":2}
  {"a":1,"a":2}
  {"type":"Buffer","data":[0]}
`);

/** What is not JSON, or not UTF-8. */
const broken = [
  ...lines(`
    {
    [
    "
    "x
    'x'
    {x:1}
    [1,]
    {"a":1,}
    {"a"}
    /**/1
    1 2
    "\\x"
    "\\u12"
    "\\ud800"
    "\\udc00\\ud800"
    "a\\u0000b"
    "\\u2028"
    )]}',"x"
  `),
  ...['', ' ', '\\', '"a\nb"', '"a\tb"', '\ufeff', '\ufeff"x"', '"\ufeffx"', '\u00a0"x"'].map((part) => new Raw(part)),
  ...['ff', 'feff', 'c3', 'e282', '80', '00', 'c0af', 'c080', 'f4908080', 'f888808080', 'eda080', 'eda080edb080'].map(
    inText,
  ),
  new Raw(Buffer.from('"x"', 'utf16le')),
];

/** Deeper than anybody means it, closed or not. */
const deep = [33, 100, 10_000].flatMap((levels) => {
  const [array, object] = ['['.repeat(levels), '{"a":'.repeat(levels)];
  const closed = [`${array}${']'.repeat(levels)}`, `${object}1${'}'.repeat(levels)}`];
  return [array, object, ...closed].map((part) => new Raw(part));
});

const megabyte = 1024 * 1024;

/** Longer and wider than anybody means it. */
const large = [
  new Raw(`"${'x'.repeat(10_000)}"`),
  new Raw(`"${'😀'.repeat(1_001)}"`),
  new Raw(`"${'\\u0000'.repeat(2_000)}"`),
  new Raw(`"${"'".repeat(100_000)}"`),
  new Raw(`[${'null,'.repeat(20_000)}null]`),
  new Raw(`["${'x","'.repeat(5_000)}"]`),
  new Raw(`{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":${index}`).join()}}`),
  new Raw(`{${'"a":1,'.repeat(5_000)}"a":2}`),
];
const huge = [new Raw(`"${'x'.repeat(megabyte - 2_000)}"`), new Raw(`"${'x'.repeat(megabyte)}"`)];

/** Parts that nobody's input has. */
export const hostileParts: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Tree>(...texts, ...badTexts) },
  { weight: 8, arbitrary: fc.constantFrom(...confused) },
  { weight: 6, arbitrary: fc.constantFrom(...numbers) },
  { weight: 8, arbitrary: fc.constantFrom(...broken) },
  { weight: 4, arbitrary: fc.constantFrom(...deep) },
  { weight: 3, arbitrary: fc.constantFrom(...large) },
  { weight: 1, arbitrary: fc.constantFrom(...huge) },
  { weight: 4, arbitrary: fc.json().map((json) => new Raw(json)) },
);

/** Keys that no schema names, or that mean something to the language or to an ORM. */
export const keys: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'then'),
  fc.constantFrom(
    'userId',
    'user_id',
    'seq',
    'createdAt',
    'updatedAt',
    'deletedAt',
    '$where',
    '$or',
    '0',
    'length',
    '',
  ),
  fc.constantFrom<Tree>(...texts, ...badTexts),
  fc.constantFrom(
    ...lines(String.raw`"__pro\u0074o__"
    "title\u0000"
    title
    "\ud800"
    'id'`),
  ),
);
