const place = 'typedo-sign-out';

/** Whether somebody signed out here while the server did not answer: their session has yet to be ended. */
export function isSignOutOwed(): boolean {
  try {
    return localStorage.getItem(place) !== null;
  } catch {
    return false;
  }
}

/** Notes that a session has to be ended, or that it has been. Answers whether the browser keeps the note. */
export function oweSignOut(isOwed: boolean): boolean {
  try {
    if (isOwed) localStorage.setItem(place, 'owed');
    else localStorage.removeItem(place);
    return true;
  } catch {
    return false;
  }
}
