import { Migration } from '@mikro-orm/migrations';

export class Limits extends Migration {
  override up(): void {
    this.addSql(
      `create table \`rate_limits\` (\`key\` text not null primary key, \`points\` integer not null, \`expire\` bigint not null);`,
    );
    this.addSql(`create index \`rate_limits_by_expire\` on \`rate_limits\` (\`expire\`);`);
  }
}
