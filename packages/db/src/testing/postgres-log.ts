import { readFile } from 'node:fs/promises';

/** The SQL texts, in order, that this database logged; `alter database … set log_statement = 'all'` logs every one. */
export async function readStatements(logFile: string, database: string): Promise<string[]> {
  return (await readLog(logFile, database)).flatMap(({ level, text }) => {
    const [, statement] = /^(?:duration: \S+ ms {2})?(?:statement|execute [^:]*): (.*)$/s.exec(text) ?? [];
    return level === 'LOG' && statement !== undefined ? [statement] : [];
  });
}

/** What PostgreSQL logged about one database: the parameters of a statement follow it as a DETAIL. */
export async function readLog(logFile: string, database: string): Promise<{ level: string; text: string }[]> {
  // The lines of one message that follow its first begin with a tab.
  const messages = (await readFile(logFile, 'utf8')).split(/\n(?!\t)/);
  return messages.flatMap((message) => {
    const [, name, level, text] = /^[-\d]+ \S+ \S+ \[\d+\] db=(\S*) (\w+): {2}(.*)$/s.exec(message) ?? [];
    if (name !== database || level === undefined || text === undefined) return [];
    return [{ level, text: text.replaceAll('\n\t', '\n') }];
  });
}
