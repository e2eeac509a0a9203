import { expect, it } from 'vitest';
import { entities } from './entities.ts';
import { setupDatabase } from './testing/index.ts';

it('a property is named as its column', async () => {
  await using database = await setupDatabase('sqlite');
  const metadata = database.orm.getMetadata();
  const properties = entities.flatMap((entity) => Object.values(metadata.get(entity.meta.class).properties));
  const columns = properties.map(({ name, fieldNames }) => [name, ...fieldNames]);
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(columns).toEqual(properties.map(({ name }) => [name, snake(name)]));
});
