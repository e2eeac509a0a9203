/** Somebody with an account, who calls a server as any HTTP client does: the types here are not those of the copy. */
export interface Person {
  /** The same person at another server over the same data. */
  at(url: string): Person;
  /** Creates a task and gives its id; of a repeat the same. */
  create(input: object): Promise<string>;
  task(id: string): Promise<object>;
  ask<Answer>(query: string, input: object): Promise<Answer>;
  /** Calls a mutation. Rejects with what the server answered instead. */
  call(mutation: string, input: object): Promise<{ id: string }>;
  /** The HTTP status of a mutation that is refused. */
  refusal(mutation: string, input: object): Promise<number>;
}

/** Makes an account on a server. */
export async function setupPerson(url: string): Promise<Person> {
  const account = { name: 'Ada', email: 'ada@example.com', password: 'the password of ada' };
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(account),
  });
  const cookie = signedUp.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
  return personAt(url, cookie.join('; '));
}

function personAt(url: string, cookie: string): Person {
  const headers = { cookie, origin: url, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
  const send = (mutation: string, input: object) =>
    fetch(`${url}/trpc/${mutation}`, { method: 'POST', headers, body: JSON.stringify(input) });
  const ask = async <Answer>(query: string, input: object) => {
    const asked = await fetch(`${url}/trpc/${query}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });
    return resultOf<Answer>(asked);
  };
  const call = async (mutation: string, input: object) => resultOf<{ id: string }>(await send(mutation, input));
  return {
    at: (other) => personAt(other, cookie),
    ask,
    call,
    create: async (input) => (await call('task.create', input)).id,
    task: (id) => ask<object>('task.byId', { id }),
    refusal: async (mutation, input) => (await send(mutation, input)).status,
  };
}

async function resultOf<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (JSON.parse(text) as { result: { data: Answer } }).result.data; // as tRPC answers
}
