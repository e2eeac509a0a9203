import type { Task } from '@typedo/sdk';
import { useEffect, useState } from 'react';

const length = 260; // milliseconds; a little longer than the transition in styles.css

/** Whether rows are on their way to new places because tasks came or went. While one scrolls they must not be: they would swim. */
export function useGlide(tasks: readonly Task[]): boolean {
  const [seen, setSeen] = useState(tasks);
  const [gliding, setGliding] = useState(false);
  if (seen !== tasks) {
    setSeen(tasks);
    if (seen.length !== tasks.length) setGliding(true);
  }
  useEffect(() => {
    if (!gliding) return;
    const timer = setTimeout(() => setGliding(false), length);
    return () => clearTimeout(timer);
  }, [gliding]);
  return gliding;
}
