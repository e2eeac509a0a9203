import type { User } from './auth.ts';

const place = 'typedo-user';

/** Who was signed in on this device last, and did not sign out; null when nobody, or when the browser keeps nothing. */
export function rememberedUser(): User | null {
  try {
    const user: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');
    if (typeof user !== 'object' || user === null || !('id' in user && 'name' in user && 'email' in user)) return null;
    const { id, name, email } = user;
    return typeof id === 'string' && typeof name === 'string' && typeof email === 'string' ? { id, name, email } : null;
  } catch {
    return null;
  }
}

/** Remembers who is signed in, or nobody. */
export function rememberUser(user: User | null): void {
  try {
    if (user) localStorage.setItem(place, JSON.stringify(user));
    else localStorage.removeItem(place);
  } catch {
    // The browser keeps nothing for this page: it asks the server each time.
  }
}
