import { Migration } from '@mikro-orm/migrations';

export class Closing extends Migration {
  override up(): void {
    this.addSql(
      `create table \`closings\` (\`user_id\` text not null primary key, \`at\` datetime not null, constraint \`closings_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`,
    );
  }
}
