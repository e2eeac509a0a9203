import { useQueryClient } from '@tanstack/react-query';
import { limits, scope, type CreatedKey, type CreateKey } from '@typedo/sdk';
import { useState } from 'react';
import { useServices } from '../app/services.ts';
import { wordsOf } from '../app/words.ts';
import { Field, Problem, ProblemPlace } from '../forms/field.tsx';
import { useForm, type Sent } from '../forms/use-form.ts';
import { texts } from '../texts.ts';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { dateOf, inDays } from './days.ts';
import { firstScope, keyInput, lives, type Life } from './key-input.ts';
import { keysQuery } from './queries.ts';
import { useUser } from './use-signed-in.ts';

/** Name, scopes and life of a new key. */
export function KeyForm({ onMade, onCancel }: { onMade: (key: CreatedKey) => void; onCancel: () => void }) {
  const words = accountTexts().keys;
  const services = useServices();
  const { typedo, session } = services;
  const queries = useQueryClient();
  const query = keysQuery(services, useUser().id);
  const [life, setLife] = useState<Life>('quarter');

  async function send(input: CreateKey): Promise<Sent> {
    try {
      onMade(await typedo.account.keys.create.mutate(input));
      return undefined;
    } catch (error) {
      session.heed(error);
      return { '': wordsOf(error) };
    } finally {
      // Also when no answer came: the key may have been made all the same, and is seen in the list then.
      void queries.invalidateQueries(query);
    }
  }

  const { problems, sending, form } = useForm(keyInput, send);
  const { keyName } = texts.fields;
  const days = lives[life];
  const problem = problems[firstScope];
  return (
    <form {...form} className="mt-5">
      <Field
        label={keyName.label}
        name="keyName"
        autoComplete="off"
        autoFocus
        maxLength={limits.keyName.max * 2} // code points may be two units each; the schema counts them
        hint={keyName.hint}
        problem={problems['keyName']}
      />
      <fieldset aria-describedby={problem ? 'scopes-problem' : undefined}>
        <legend className="mb-2 text-sm font-medium">{words.scopesLabel}</legend>
        {scope.options.map((option) => (
          <label key={option} className="flex cursor-pointer gap-3 rounded-lg py-1.5 text-sm">
            <input
              type="checkbox"
              name={option}
              defaultChecked={option === firstScope}
              aria-invalid={problem ? true : undefined}
              aria-describedby={`${option}-hint`}
              aria-label={words.scopes[option].name}
              className="tick mt-px shrink-0 rounded-md!"
            />
            <span>
              <span className="font-medium">{words.scopes[option].name}</span>
              <span id={`${option}-hint`} className="block text-muted">
                {words.scopes[option].hint}
              </span>
            </span>
          </label>
        ))}
        <div className="min-h-9 pt-1 pb-4">{problem && <Problem id="scopes-problem">{problem}</Problem>}</div>
      </fieldset>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{words.expiryLabel}</legend>
        <div className="grid grid-cols-2 gap-1 rounded-lg bg-raised p-1 min-[26rem]:grid-cols-4">
          {lifeNames.map((name) => (
            <label
              key={name}
              className="relative flex h-9 items-center justify-center rounded-md px-2 text-sm text-muted transition-colors has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
            >
              <input
                type="radio"
                name="life"
                value={name}
                checked={life === name}
                onChange={() => setLife(name)}
                aria-describedby="life-hint"
                className="absolute inset-0 cursor-pointer opacity-0"
              />
              {words.expiry[name]}
            </label>
          ))}
        </div>
        <p id="life-hint" aria-live="polite" className="mt-2 min-h-10 text-sm text-pretty text-muted">
          {days === null ? words.neverHint : words.expiryHint(dateOf(inDays(days)))}
        </p>
      </fieldset>
      <ProblemPlace className="pt-2">{problems['']}</ProblemPlace>
      <div className="mt-4 flex justify-end gap-2">
        <Button className="h-9" onClick={onCancel}>
          {accountTexts().cancel}
        </Button>
        <Button type="submit" kind="primary" className="h-9" aria-disabled={sending}>
          {sending ? words.submitting : words.submit}
        </Button>
      </div>
    </form>
  );
}

const lifeNames: readonly Life[] = ['month', 'quarter', 'year', 'never'];
