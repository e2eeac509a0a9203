import { Migration } from '@mikro-orm/migrations';

export class Sync extends Migration {
  override up(): void {
    this.addSql(
      `create table \`epochs\` (\`single\` integer not null primary key, \`epoch\` text not null, constraint \`epochs_single\` check (single = 1));`,
    );

    this.addSql(`create index "tasks_in_trash" on "tasks" ("user_id", "deleted_at") where "deleted_at" is not null;`);

    this.addSql(`alter table \`heads\` add column \`purged\` bigint not null default '0';`);

    // The one row, which every cursor names.
    this.addSql(`insert into epochs (single, epoch) values (1, lower(hex(randomblob(8))));`);
  }
}
