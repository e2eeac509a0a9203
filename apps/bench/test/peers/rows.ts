export const ada = 'ada';

/** A task on the wire; the keys are in the order of the test's statement that inserts it. */
const task = (index: number, fields: { userId: string; title: string; description: string | null }) => ({
  id: `0192f0c4-0000-7000-8000-00000000000${index}`,
  ...fields,
  complete: index % 2 === 0,
  createdAt: `2026-01-0${Math.max(1, index - 1)}T10:20:30.123Z`, // the first two at the same time: then the id decides
  updatedAt: `2026-02-0${index}T10:20:30.000Z`,
});

/** The oldest first. */
export const adasTasks = [
  task(1, { userId: ada, title: 'Buy milk', description: null }),
  task(2, { userId: ada, title: 'Bread', description: 'and more Milk' }),
  task(3, { userId: ada, title: '100% sure', description: String.raw`a_b c\d` }),
] as const;

export const bobsTask = task(4, { userId: 'bob', title: 'Milk of Bob', description: null });
