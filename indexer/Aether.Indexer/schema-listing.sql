-- The result of all migrations as text, the same on every PostgreSQL version: what schema.sql is made of. Views of at_block
-- are those of api, column by column, which a test of the API compares.
with relation as (
  select c.oid, n.nspname, c.relname, c.relkind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('chain', 'api') and c.relkind in ('r', 'v')
),
part as (
  select 1 as section, n.nspname as schema, t.typname as name,
    format('create domain %I.%I as %s%s;', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
      (select string_agg(' ' || pg_get_constraintdef(k.oid), '' order by k.conname) from pg_constraint k where k.contypid = t.oid)) as body
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where n.nspname in ('chain', 'api') and t.typtype = 'd'
  union all
  select 2, n.nspname, t.typname,
    format('create type %I.%I as enum (%s);', n.nspname, t.typname,
      (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where n.nspname in ('chain', 'api') and t.typtype = 'e'
  union all
  select 3, r.nspname, r.relname,
    format(E'create table %I.%I (\n%s\n);%s', r.nspname, r.relname,
      (select string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end,
          ' default ' || pg_get_expr(d.adbin, d.adrelid)), E',\n' order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped)
      || coalesce((select string_agg(format(E',\n  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname)
        from pg_constraint k where k.conrelid = r.oid and k.contype <> 'n'), ''),
      (select string_agg(format(E'\n%s;%s', pg_get_indexdef(i.indexrelid), ' -- ' || obj_description(i.indexrelid, 'pg_class')), ''
          order by i.indexrelid::regclass::text)
        from pg_index i where i.indrelid = r.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)))
  from relation r where r.relkind = 'r'
  union all
  select 4, r.nspname, r.relname,
    format(E'-- view %I.%I%s\n%s', r.nspname, r.relname,
      (select string_agg(format(', %s %s', x.grantee::regrole, lower(x.privilege_type)), '' order by x.grantee::regrole::text, x.privilege_type)
        from pg_class c cross join aclexplode(c.relacl) x where c.oid = r.oid and x.grantee <> c.relowner),
      (select string_agg(format('--   %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E'\n' order by a.attnum)
        from pg_attribute a where a.attrelid = r.oid and a.attnum > 0))
  from relation r where r.relkind = 'v'
  union all
  select 5, n.nspname, p.proname, format('-- function %I.%I(%s) returns %s', n.nspname, p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('chain', 'api', 'at_block', 'feed')
)
select body from part order by section, schema collate "C", name collate "C"
