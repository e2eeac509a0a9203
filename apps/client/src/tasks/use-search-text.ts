import { useEffect, useRef, useState } from 'react';

const pause = 200; // milliseconds without a key, before the address follows

/** A text that is the person's at once and the address's a moment later, in both directions: going back brings the earlier one. */
export function useSearchText(inAddress: string, put: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(inAddress);
  const sent = useRef(inAddress);
  const settled = useRef(true);
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (inAddress === sent.current) settled.current = true;
    else if (settled.current) {
      // Somebody went back or forward.
      sent.current = inAddress;
      setText(inAddress);
    }
  }, [inAddress]);

  return [
    text,
    (next) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (next === sent.current) return;
        sent.current = next;
        settled.current = false;
        put(next);
      }, pause);
    },
  ];
}
