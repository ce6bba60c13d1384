-- Declares gateways dead that were silent for the lease while the way from the gateways to here was open.
create function presence_expire(p_lease interval, p_probe_gap interval, p_grace interval, p_namespaces text[])
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

-- Users without a socket whose grace is over go offline.
create function presence_offline(p_limit int) returns int language plpgsql as $$
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
