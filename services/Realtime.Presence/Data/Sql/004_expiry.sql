-- Declares gateways dead that were silent for the lease while the way from the gateways to here was open.
create or replace function presence_expire(p_lease interval, p_probe_gap interval, p_grace interval, p_namespaces text[])
returns text[] language plpgsql as $$
declare
  now_at timestamptz;
  silent text[];
begin
  -- Mostly there is nothing to do, and then nobody is to wait for it.
  if not exists (select from gateways w where not w.dead and clock_timestamp() - w.last_seen >= p_lease) then
    return '{}';
  end if;
  perform presence_lock();
  now_at := clock_timestamp();
  select array_agg(w.gateway_id) into silent
  from gateways w, pipeline p
  where not w.dead and now_at - p.last_probe <= p_probe_gap and now_at - greatest(w.last_seen, p.healthy_since) >= p_lease;
  if silent is not null then
    perform presence_end_gateways(silent, 'gateway_lost', p_grace, p_namespaces);
  end if;
  return coalesce(silent, '{}');
end $$;

-- Ends at most so many sockets of one dead gateway and returns how many; -1 when all dead gateways are without.
create or replace function presence_end_sockets(p_limit int, p_grace interval, p_namespaces text[])
returns int language plpgsql as $$
declare
  now_at timestamptz;
  ended text; reason text;
  c_gateway text[]; c_connection text[];
  n int;
begin
  if not exists (select from gateways where dead and ending) then
    return -1;
  end if;
  perform presence_lock();
  now_at := clock_timestamp();
  -- One that a snapshot brought back meanwhile is not dead any more and keeps what it has.
  select gateway_id, ended_by into ended, reason from gateways where dead and ending order by ended_at, gateway_id limit 1;
  if ended is null then
    return -1;
  end if;
  select coalesce(array_agg(gateway_id), '{}'), coalesce(array_agg(connection_id), '{}') into c_gateway, c_connection
  from (select gateway_id, connection_id from connections where gateway_id = ended order by connection_id limit p_limit) x;
  n := cardinality(c_gateway);
  if n > 0 then
    perform presence_effects(
      c_gateway, c_connection, '{}', '{}', '{}', '{}', '{}', '{}', array_fill(now_at, array[n]), (select array_agg(i) from generate_series(1, n) i),
      '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', reason, p_grace, p_namespaces);
  end if;
  if n < p_limit then
    update gateways set ending = false where gateway_id = ended;
  end if;
  return n;
end $$;

-- Users without a socket whose grace is over go offline.
create or replace function presence_offline(p_limit int) returns int language plpgsql as $$
declare
  gone int;
begin
  if not exists (select from users where online and offline_at <= clock_timestamp()) then
    return 0;
  end if;
  perform presence_lock();
  with due as (
    select user_id from users where online and offline_at <= clock_timestamp() order by offline_at limit p_limit
  ), away as (
    update users u set online = false, offline_at = null from due where u.user_id = due.user_id returning u.user_id, u.last_seen
  ), told as (
    insert into events (kind, user_id, at) select 4, user_id, coalesce(last_seen, clock_timestamp()) from away
  ), counted as (
    update totals set online_users = online_users - t.n from (select count(*) as n from away) t where t.n > 0
  )
  select count(*) into gone from away;
  return gone;
end $$;
