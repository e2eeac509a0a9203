/** What a task says. */
export interface Texts {
  readonly title: string;
  readonly description: string | null;
}

/** Writes texts as people do: short titles, some of them not in ASCII, and a description of 200 to 600 characters on one task of five. */
export function writeTexts(random: () => number): Texts {
  const pick = (words: readonly string[]) => words[Math.trunc(random() * words.length)] ?? '';
  const phrase = () => `${pick(verbs)} ${pick(nouns)} ${pick(ends)}`;
  const title = random() < 0.1 ? `${phrase()} ${pick(foreign)}` : phrase();
  if (random() >= 0.2) return { title, description: null };
  const length = 200 + Math.trunc(random() * 400);
  let description = random() < 0.2 ? pick(foreign) : phrase();
  while (description.length < length) description += `, ${phrase().toLowerCase()}`;
  return { title, description: `${[...description].slice(0, length - 1).join('')}.` };
}

/** What is searched for: in most texts somewhere, and never in the case in which it stands there. */
export const searches: readonly string[] = ['INVOICE', 'Garden', 'rePort', 'TRAIN', 'Contract', 'KEY'];

const verbs = ['Buy', 'Call about', 'Check', 'Clean', 'Finish', 'Order', 'Plan', 'Repair', 'Send', 'Write'];

const nouns = [
  'the invoice',
  'the garden',
  'the report',
  'train tickets',
  'the contract',
  'spare keys',
  'the bicycle',
  'a birthday present',
  'slides',
  'the kitchen',
  'new shoes',
  'minutes of the meeting',
];

const ends = ['today', 'for Anna', 'before Friday', 'again', 'with the team', 'in the morning', 'next week', 'at last'];

const foreign = ['für Jürgen 🌱', 'à la crèche', '買い物リスト', 'Список покупок', 'naïve café ☕', 'señor Núñez'];
