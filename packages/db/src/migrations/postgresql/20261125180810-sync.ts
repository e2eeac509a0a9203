import { Migration } from '@mikro-orm/migrations';

export class Sync extends Migration {
  override up(): void {
    // Before anything else, in the order of most writers, or one that holds a head and wants the tasks would wait for us as we for it.
    this.addSql(`lock table "tasks", "heads" in exclusive mode;`);

    this.addSql(`create table "epochs" ("single" int not null, "epoch" text not null, primary key ("single"));`);

    this.addSql(`create index "tasks_in_trash" on "tasks" ("user_id", "deleted_at") where "deleted_at" is not null;`);

    this.addSql(`alter table "heads" add "purged" bigint not null default '0';`);

    this.addSql(`alter table "epochs" add constraint "epochs_single" check (single = 1);`);

    // The one row, which every cursor names.
    this.addSql(`insert into epochs (single, epoch) values (1, substr(md5(gen_random_uuid()::text), 1, 16));`);
  }
}
