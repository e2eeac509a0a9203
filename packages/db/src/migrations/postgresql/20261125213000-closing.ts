import { Migration } from '@mikro-orm/migrations';

export class Closing extends Migration {
  override up(): void {
    this.addSql(
      `create table "closings" ("user_id" varchar(255) not null, "at" timestamptz(3) not null, primary key ("user_id"));`,
    );

    this.addSql(
      `alter table "closings" add constraint "closings_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
  }
}
