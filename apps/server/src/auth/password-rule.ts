/** What a password must not be beside one of the commonest: the person's own words. */
export interface PersonWords {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** Says whether a password is one that a guesser tries first. What the contract says of its length is not asked again. */
export type IsTooCommon = (password: string, person: PersonWords) => Promise<boolean>;

/** What a person is told of such a password. */
export const tooCommon = 'This password is one of the first that anybody would try. Choose another one.';

/**
 * Makes the check of new passwords. The list, Mozilla's of 50,000 of which 3,527 are as long as a password must be, is read when it is needed
 * first: that takes 4 MB, and once about 50 ms.
 */
export function createPasswordRule(): IsTooCommon {
  return async (password, person) => {
    const plain = plainOf(password);
    if (repeats(plain) || wordsOf(person).includes(plain)) return true;
    const { test } = await import('fxa-common-password-list');
    return test(plain); // all its entries are in lower case
  };
}

/** A text without what a guesser tries along: case, other spellings of a letter, which better-auth takes for the same, and space around it. */
function plainOf(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Whether a text is its first one to four characters, again and again. */
function repeats(text: string): boolean {
  return [1, 2, 3, 4].some((length) => text.slice(length) === text.slice(0, -length));
}

function wordsOf({ name = '', email = '' }: PersonWords): string[] {
  const [local = ''] = email.split('@', 1);
  return [name, email, local].map(plainOf);
}
