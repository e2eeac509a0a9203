import { Migration } from '@mikro-orm/migrations';

export class First extends Migration {
  override up(): void {
    this.addSql(
      `create table \`users\` (\`id\` text not null primary key, \`name\` text not null, \`email\` text not null, \`email_verified\` integer not null default false, \`image\` text null, \`created_at\` date not null, \`updated_at\` date not null, constraint \`users_id_length\` check (length(id) >= 1 and length(id) <= 255));`,
    );
    this.addSql(`create unique index \`users_email_unique\` on \`users\` (\`email\`);`);

    this.addSql(
      `create table \`tasks\` (\`user_id\` text not null, \`id\` text not null, \`title\` text not null, \`description\` text null, \`complete\` integer not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`seq\` bigint not null, \`deleted_at\` datetime null, primary key (\`user_id\`, \`id\`), constraint \`tasks_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade, constraint \`tasks_user_id_length\` check (length(user_id) >= 1 and length(user_id) <= 255), constraint \`tasks_title_length\` check (length(title) >= 1 and length(title) <= 200), constraint \`tasks_description_length\` check (length(description) <= 1000), constraint \`tasks_updated_after_created\` check (updated_at >= created_at), constraint \`tasks_user_id_type\` check (typeof(user_id) = 'text'), constraint \`tasks_id_type\` check (typeof(id) = 'text'), constraint \`tasks_title_type\` check (typeof(title) = 'text'), constraint \`tasks_description_type\` check (typeof(description) = 'text' or description is null), constraint \`tasks_complete_type\` check (typeof(complete) = 'integer' and complete >= 0 and complete <= 1), constraint \`tasks_created_at_type\` check (typeof(created_at) = 'integer'), constraint \`tasks_updated_at_type\` check (typeof(updated_at) = 'integer'), constraint \`tasks_seq_type\` check (typeof(seq) = 'integer'), constraint \`tasks_deleted_at_type\` check (typeof(deleted_at) = 'integer' or deleted_at is null));`,
    );
    this.addSql(`create index \`tasks_by_creation\` on \`tasks\` (\`user_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`tasks_by_update\` on \`tasks\` (\`user_id\`, \`updated_at\`, \`id\`);`);
    this.addSql(`create index "tasks_by_title" on "tasks" ("user_id", lower("title"), "id");`);
    this.addSql(`create unique index \`tasks_by_seq\` on \`tasks\` (\`user_id\`, \`seq\`);`);

    this.addSql(
      `create table \`sessions\` (\`id\` text not null primary key, \`token\` text not null, \`user_id\` text not null, \`expires_at\` date not null, \`ip_address\` text null, \`user_agent\` text null, \`created_at\` date not null, \`updated_at\` date not null, constraint \`sessions_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on delete cascade);`,
    );
    this.addSql(`create unique index \`sessions_token_unique\` on \`sessions\` (\`token\`);`);
    this.addSql(`create index \`sessions_user_id_index\` on \`sessions\` (\`user_id\`);`);

    this.addSql(
      `create table \`mutations\` (\`user_id\` text not null, \`id\` text not null, \`hash\` text not null, \`outcome\` text not null, \`at\` datetime not null, primary key (\`user_id\`, \`id\`), constraint \`mutations_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`,
    );

    this.addSql(
      `create table \`heads\` (\`user_id\` text not null primary key, \`seq\` bigint not null, \`open\` integer not null, \`complete\` integer not null, \`deleted\` integer not null, constraint \`heads_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`,
    );

    this.addSql(
      `create table \`credentials\` (\`id\` text not null primary key, \`account_id\` text not null, \`provider_id\` text not null, \`user_id\` text not null, \`access_token\` text null, \`refresh_token\` text null, \`id_token\` text null, \`access_token_expires_at\` date null, \`refresh_token_expires_at\` date null, \`scope\` text null, \`password\` text null, \`created_at\` date not null, \`updated_at\` date not null, constraint \`credentials_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on delete cascade);`,
    );
    this.addSql(`create index \`credentials_user_id_index\` on \`credentials\` (\`user_id\`);`);

    this.addSql(
      `create table \`changes\` (\`user_id\` text not null, \`seq\` bigint not null, \`task_id\` text not null, \`kind\` text not null, \`at\` datetime not null, \`by_kind\` text not null, \`by_id\` text null, \`fields_before\` text not null, \`fields_after\` text not null, primary key (\`user_id\`, \`seq\`), constraint \`changes_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on update no action on delete cascade);`,
    );
    this.addSql(`create index \`changes_by_task\` on \`changes\` (\`user_id\`, \`task_id\`, \`seq\`);`);

    this.addSql(
      `create table \`api_keys\` (\`id\` text not null primary key, \`config_id\` text not null default 'default', \`name\` text null, \`start\` text null, \`prefix\` text null, \`key\` text not null, \`user_id\` text not null, \`permissions\` text null, \`enabled\` integer null default true, \`expires_at\` date null, \`last_request\` date null, \`created_at\` date not null, \`updated_at\` date not null, \`rate_limit_enabled\` integer null default true, \`rate_limit_time_window\` integer null, \`rate_limit_max\` integer null, \`request_count\` integer null default 0, \`remaining\` integer null, \`refill_interval\` integer null, \`refill_amount\` integer null, \`last_refill_at\` date null, \`metadata\` text null, constraint \`api_keys_user_id_foreign\` foreign key (\`user_id\`) references \`users\` (\`id\`) on delete cascade);`,
    );
    this.addSql(`create unique index \`api_keys_key_unique\` on \`api_keys\` (\`key\`);`);
    this.addSql(`create index \`api_keys_user_id_index\` on \`api_keys\` (\`user_id\`);`);

    this.addSql(
      `create table \`verifications\` (\`id\` text not null primary key, \`identifier\` text not null, \`value\` text not null, \`expires_at\` date not null, \`created_at\` date not null, \`updated_at\` date not null);`,
    );
    this.addSql(`create index \`verifications_identifier_index\` on \`verifications\` (\`identifier\`);`);
  }
}
