import { Migration } from '@mikro-orm/migrations';

export class First extends Migration {
  override up(): void {
    this.addSql(
      `create table "users" ("id" varchar(255) not null, "name" text not null, "email" text not null, "email_verified" boolean not null default false, "image" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);

    this.addSql(
      `create table "tasks" ("user_id" varchar(255) not null, "id" uuid not null, "title" text not null, "description" text null, "complete" boolean not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "seq" bigint not null, "deleted_at" timestamptz(3) null, primary key ("user_id", "id"));`,
    );
    this.addSql(`create index "tasks_by_creation" on "tasks" ("user_id", "created_at", "id");`);
    this.addSql(`create index "tasks_by_update" on "tasks" ("user_id", "updated_at", "id");`);
    this.addSql(`create index "tasks_by_title" on "tasks" ("user_id", lower("title" collate "C"), "id");`);
    this.addSql(`alter table "tasks" add constraint "tasks_by_seq" unique ("user_id", "seq");`);

    this.addSql(
      `create table "sessions" ("id" varchar(255) not null, "token" text not null, "user_id" varchar(255) not null, "expires_at" timestamptz(3) not null, "ip_address" text null, "user_agent" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "sessions" add constraint "sessions_token_unique" unique ("token");`);
    this.addSql(`create index "sessions_user_id_index" on "sessions" ("user_id");`);

    this.addSql(
      `create table "mutations" ("user_id" varchar(255) not null, "id" uuid not null, "hash" text not null, "outcome" text not null, "at" timestamptz(3) not null, primary key ("user_id", "id"));`,
    );

    this.addSql(
      `create table "heads" ("user_id" varchar(255) not null, "seq" bigint not null, "open" int not null, "complete" int not null, "deleted" int not null, primary key ("user_id"));`,
    );

    this.addSql(
      `create table "credentials" ("id" varchar(255) not null, "account_id" text not null, "provider_id" text not null, "user_id" varchar(255) not null, "access_token" text null, "refresh_token" text null, "id_token" text null, "access_token_expires_at" timestamptz(3) null, "refresh_token_expires_at" timestamptz(3) null, "scope" text null, "password" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "credentials_user_id_index" on "credentials" ("user_id");`);

    this.addSql(
      `create table "changes" ("user_id" varchar(255) not null, "seq" bigint not null, "task_id" uuid not null, "kind" text not null, "at" timestamptz(3) not null, "by_kind" text not null, "by_id" text null, "fields_before" text not null, "fields_after" text not null, primary key ("user_id", "seq"));`,
    );
    this.addSql(`create index "changes_by_task" on "changes" ("user_id", "task_id", "seq");`);

    this.addSql(
      `create table "api_keys" ("id" varchar(255) not null, "config_id" text not null default 'default', "name" text null, "start" text null, "prefix" text null, "key" text not null, "user_id" varchar(255) not null, "permissions" text null, "enabled" boolean null default true, "expires_at" timestamptz(3) null, "last_request" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "rate_limit_enabled" boolean null default true, "rate_limit_time_window" int null, "rate_limit_max" int null, "request_count" int null default 0, "remaining" int null, "refill_interval" int null, "refill_amount" int null, "last_refill_at" timestamptz(3) null, "metadata" text null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_keys" add constraint "api_keys_key_unique" unique ("key");`);
    this.addSql(`create index "api_keys_user_id_index" on "api_keys" ("user_id");`);

    this.addSql(
      `create table "verifications" ("id" varchar(255) not null, "identifier" text not null, "value" text not null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "verifications_identifier_index" on "verifications" ("identifier");`);

    this.addSql(`alter table "users" add constraint "users_id_length" check (length(id) >= 1 and length(id) <= 255);`);

    this.addSql(
      `alter table "tasks" add constraint "tasks_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
    this.addSql(
      `alter table "tasks" add constraint "tasks_user_id_length" check (length(user_id) >= 1 and length(user_id) <= 255);`,
    );
    this.addSql(
      `alter table "tasks" add constraint "tasks_title_length" check (length(title) >= 1 and length(title) <= 200);`,
    );
    this.addSql(`alter table "tasks" add constraint "tasks_description_length" check (length(description) <= 1000);`);
    this.addSql(`alter table "tasks" add constraint "tasks_updated_after_created" check (updated_at >= created_at);`);

    this.addSql(
      `alter table "sessions" add constraint "sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "mutations" add constraint "mutations_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );

    this.addSql(
      `alter table "heads" add constraint "heads_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );

    this.addSql(
      `alter table "credentials" add constraint "credentials_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "changes" add constraint "changes_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );

    this.addSql(
      `alter table "api_keys" add constraint "api_keys_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }
}
