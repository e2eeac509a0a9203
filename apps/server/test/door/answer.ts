/** What a refused or served call answered. */
export interface Answer {
  status: number;
  type: string | null;
  reason: string | undefined;
  text: string;
}

/** Reads an answer of the API. */
export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text) as { error?: { data: { reason: string } } };
  return { status: response.status, type: response.headers.get('content-type'), reason: body.error?.data.reason, text };
}
