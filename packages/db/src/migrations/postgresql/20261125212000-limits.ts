import { Migration } from '@mikro-orm/migrations';

export class Limits extends Migration {
  override up(): void {
    this.addSql(
      `create table "rate_limits" ("key" varchar(255) not null, "points" int not null, "expire" bigint not null, primary key ("key"));`,
    );
    this.addSql(`create index "rate_limits_by_expire" on "rate_limits" ("expire");`);
  }
}
