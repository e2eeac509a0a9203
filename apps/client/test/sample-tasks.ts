/** A task to be made for a picture or a test. */
export interface Sample {
  title: string;
  description?: string;
  complete?: boolean;
}

/** Titles that break careless pages: long, without a space, in other scripts, with emoji. The first is made first. */
export const unruly: Sample[] = [
  { title: 'Book the ferry', complete: true },
  { title: 'Return the library books 📚', complete: true },
  { title: 'x', description: '' },
  { title: `https://example.org/${'a-very-long-address-without-any-space/'.repeat(3)}index.html` },
  { title: 'اتصل بطبيب الأسنان قبل يوم الخميس', description: 'الموعد القديم كان في الصباح' },
  { title: 'לקנות חלב, לחם וביצים' },
  { title: 'W'.repeat(120) },
  { title: '👩‍👩‍👧‍👦🎂🎈 Family party: cake, balloons, and a song nobody has heard before' },
  {
    title:
      'Write to the landlord about the heating, the window in the kitchen that does not close, and the bicycle that has stood in the hallway since spring',
    description:
      'First the heating.\nThen the window.\nThe bicycle last, and politely: it may be his own. He did not answer in March either.',
  },
  { title: 'Вернуть книги в библиотеку', description: 'Три, одна ещё не прочитана.' },
  { title: 'Ελληνικά: επανάληψη των ρημάτων' },
  { title: 'Renew the passport', description: 'Photos are in the drawer.' },
  { title: 'Order the birthday cake', description: 'Twelve people, no nuts.' },
  { title: 'Water the tomatoes' },
  { title: 'Reply to Tomás' },
];

/** What somebody's list could look like. The last is made last and stands on top. */
export const pleasant: Sample[] = [
  { title: 'Book the ferry to Naxos', complete: true },
  { title: 'Send the signed lease back', complete: true },
  { title: 'Thank Ines for the plums', complete: true },
  { title: 'Fix the wobbly kitchen chair' },
  { title: 'Pick a film for Friday', description: 'Noor votes for something old and black-and-white.' },
  { title: 'Back up the photos from the summer' },
  { title: 'Renew the passport', description: 'Photos are in the drawer. The office opens at eight, go early.' },
  { title: 'Read chapter four before Thursday' },
  { title: 'Ask Tomás about the spare bicycle' },
  {
    title: 'Compare the two heating offers',
    description: 'Fixed price against the service contract; the difference is in the third year.',
  },
  { title: 'Order the birthday cake', description: 'Twelve people, no nuts.' },
  { title: 'Water the tomatoes' },
  { title: 'Reply to the landlord about the window' },
];
