-- Two roles, two schemas. The indexer owns and writes `chain`; the API reads `api` and nothing else.
-- Roles belong to the whole server, so they may exist already (another database, or an administrator made them with a password).
do $$
declare
  wanted text;
begin
  foreach wanted in array array['aether_indexer', 'aether_api'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I login', wanted);
      exception when duplicate_object or unique_violation then
        null; -- a migration of another database was quicker
      end;
    end if;
    -- `set role` below needs membership; a superuser has it already.
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;

  -- Limits sit on the role: they hold for every connection and cost no round trip. Per database, so that nothing else changes.
  execute format('alter role aether_api in database %I set default_transaction_read_only = on', current_database());
  execute format('alter role aether_api in database %I set statement_timeout = ''5s''', current_database());
  execute format('alter role aether_api in database %I set idle_in_transaction_session_timeout = ''10s''', current_database());
  execute format('alter role aether_api in database %I set search_path = api', current_database());
end
$$;

create schema chain authorization aether_indexer;
create schema api authorization aether_indexer;
grant usage on schema api to aether_api;

comment on schema chain is 'Rows derived from the chain; owned and written by the indexer alone.';
comment on schema api is 'Views and stable functions that the GraphQL API serves; nothing here can be written.';

set local role aether_indexer;

-- One row per migration file that ran. The runner refuses a file whose checksum changed.
create table chain.migration (
  number int primary key,
  name text not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  applied_at timestamptz not null default now()
);
