-- Applies folded changes: each connection opens and closes at most once (in that order), each membership joins and leaves at most once.
-- p_namespaces: the room namespaces whose members are told of joins and leaves; with '!' in it, those whose members are not.
-- Kinds of events: 1 connected, 2 disconnected, 3 came online, 4 went offline, 5 joined, 6 left, 7 session replaced.
create or replace function presence_effects(
  c_gateway text[], c_connection text[], c_user text[], c_protocol text[], c_device text[], c_tenant text[],
  c_opened_at timestamptz[], c_opened_ord int[], c_closed_at timestamptz[], c_closed_ord int[],
  m_gateway text[], m_connection text[], m_user text[], m_room text[],
  m_joined_at timestamptz[], m_joined_ord int[], m_left_at timestamptz[], m_left_ord int[],
  s_gateway text[], s_connection text[], s_user text[], s_room text[], s_state text[], s_at timestamptz[], s_ord int[],
  p_reason text, p_grace interval, p_namespaces text[]
) returns void language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  now_at constant timestamptz := clock_timestamp();
  opened presence_socket[];
  closed presence_socket[];
  moved presence_room_event[];
  arrived presence_user_event[];
begin
  if cardinality(c_gateway) > 0 then
    with c as materialized (
      select * from unnest(c_gateway, c_connection, c_user, c_protocol, c_device, c_tenant, c_opened_at, c_opened_ord, c_closed_at, c_closed_ord)
        as t(gateway_id, connection_id, user_id, protocol, device, tenant, opened_at, opened_ord, closed_at, closed_ord)
    ), brief as (
      select c.* from c
      where c.opened_ord is not null and c.closed_ord is not null
        and not exists (select from connections x where x.gateway_id = c.gateway_id and x.connection_id = c.connection_id)
    ), added as (
      insert into connections (gateway_id, connection_id, user_id, protocol, device, tenant, connected_at)
      select gateway_id, connection_id, user_id, protocol, device, tenant, opened_at from c
      where opened_ord is not null and closed_ord is null
      on conflict do nothing
      returning gateway_id, connection_id
    ), removed as (
      delete from connections x using c
      where x.gateway_id = c.gateway_id and x.connection_id = c.connection_id and c.closed_ord is not null
      returning x.gateway_id, x.connection_id, x.user_id, x.protocol, c.closed_at, c.closed_ord
    )
    select
      (select array_agg(o::presence_socket) from (
        select c.gateway_id, c.connection_id, c.user_id, c.protocol, c.opened_at, c.opened_ord from c join added using (gateway_id, connection_id)
        union all
        select gateway_id, connection_id, user_id, protocol, opened_at, opened_ord from brief) o),
      (select array_agg(z::presence_socket) from (
        select gateway_id, connection_id, user_id, protocol, closed_at, closed_ord from removed
        union all
        select gateway_id, connection_id, user_id, protocol, closed_at, closed_ord from brief) z)
    into opened, closed;
  end if;

  if cardinality(m_gateway) > 0 or closed is not null then
    with m as materialized (
      select * from unnest(m_gateway, m_connection, m_user, m_room, m_joined_at, m_joined_ord, m_left_at, m_left_ord)
        as t(gateway_id, connection_id, user_id, room, joined_at, joined_ord, left_at, left_ord)
    ), leaving as (
      select distinct on (gateway_id, connection_id, room) * from (
        select x.gateway_id, x.connection_id, x.room, x.user_id, m.left_at as at, m.left_ord as ord
        from m join memberships x using (gateway_id, connection_id, room) where m.left_ord is not null
        union all
        select x.gateway_id, x.connection_id, x.room, x.user_id, z.at, z.ord
        from unnest(closed) z join memberships x using (gateway_id, connection_id)) l
      order by gateway_id, connection_id, room, ord
    ), removed as (
      delete from memberships x using leaving l
      where x.gateway_id = l.gateway_id and x.connection_id = l.connection_id and x.room = l.room
      returning l.room, l.user_id, l.at, l.ord
    ), added as (
      insert into memberships (gateway_id, connection_id, room, user_id, joined_at)
      select m.gateway_id, m.connection_id, m.room, x.user_id, m.joined_at
      from m join connections x using (gateway_id, connection_id)
      where m.joined_ord is not null and m.left_ord is null
      on conflict do nothing
      returning gateway_id, connection_id, room, user_id
    ), brief as (
      select m.room, coalesce(x.user_id, m.user_id) as user_id, m.joined_at, m.joined_ord, m.left_at, m.left_ord
      from m left join connections x using (gateway_id, connection_id)
      where m.joined_ord is not null and m.left_ord is not null and coalesce(x.user_id, m.user_id) is not null
        and not exists (select from memberships y where y.gateway_id = m.gateway_id and y.connection_id = m.connection_id and y.room = m.room)
    ), d as (
      select room, user_id, sum(n)::int as n, bool_or(brief) as brief, min(joined_at) as joined_at, min(joined_ord) as joined_ord, max(left_at) as left_at, max(left_ord) as left_ord
      from (
        select a.room, a.user_id, 1 as n, false as brief, m.joined_at, m.joined_ord, null::timestamptz as left_at, null::int as left_ord
        from added a join m using (gateway_id, connection_id, room)
        union all select room, user_id, -1, false, null, null, at, ord from removed
        union all select room, user_id, 0, true, joined_at, joined_ord, left_at, left_ord from brief) e
      group by room, user_id
    ), b as materialized (
      select d.*, coalesce(r.connections, 0) as before, coalesce(r.connections, 0) + d.n as after
      from d left join room_members r using (room, user_id)
    ), changed as (
      update room_members r set connections = b.after from b
      where r.room = b.room and r.user_id = b.user_id and b.before > 0 and b.after > 0 and b.n <> 0
    ), emptied as (
      delete from room_members r using b
      where r.room = b.room and r.user_id = b.user_id and b.before > 0 and b.after <= 0
    ), entered as (
      insert into room_members (room, user_id, connections, since)
      select room, user_id, after, joined_at from b where before = 0 and after > 0
    ), counted as (
      insert into rooms (room, members, connections)
      select room, (count(*) filter (where before = 0 and after > 0) - count(*) filter (where before > 0 and after <= 0))::int, sum(n)::int
      from b where n <> 0 group by room
      on conflict (room) do update set members = rooms.members + excluded.members, connections = rooms.connections + excluded.connections
    )
    select array_agg(e::presence_room_event) into moved from (
      select room, user_id, true, after > 0, joined_at, joined_ord from b where before = 0 and (after > 0 or brief)
      union all
      select room, user_id, false, before > 0, left_at, left_ord from b where after <= 0 and (before > 0 or brief)) e;

    if moved is not null then
      delete from rooms where connections <= 0 and room in (select distinct e.room from unnest(moved) e where not e.joined);
    end if;
  end if;

  -- The newest counts, since a snapshot tells old ones again and a user may have come from another gateway. No clock is believed that is ahead of ours.
  if cardinality(s_gateway) > 0 then
    update room_members r set state = s.state, state_at = s.at
    from (
      select distinct on (t.room, user_id) t.room, coalesce(t.user_id, x.user_id, z.user_id) as user_id, t.state, least(t.at, now_at) as at
      from unnest(s_gateway, s_connection, s_user, s_room, s_state, s_at, s_ord) as t(gateway_id, connection_id, user_id, room, state, at, ord)
      left join connections x using (gateway_id, connection_id)
      left join unnest(closed) z using (gateway_id, connection_id)
      order by t.room, user_id, t.at desc, t.ord desc) s
    where r.room = s.room and r.user_id = s.user_id and (r.state_at is null or s.at >= r.state_at);
  end if;

  if opened is null and closed is null and moved is null then
    return;
  end if;

  with d as (
    select user_id, sum(n)::int as n, bool_or(n > 0) as opens, min(at) filter (where n > 0) as opened_at, min(ord) filter (where n > 0) as ord,
      max(at) filter (where n < 0) as closed_at
    from (select user_id, 1 as n, at, ord from unnest(opened) union all select user_id, -1, at, ord from unnest(closed)) e
    group by user_id
  ), b as materialized (
    select d.*, coalesce(u.online, false) as was_online from d left join users u using (user_id)
  ), kept as (
    insert into users (user_id, connections, online, connected_since, last_seen, offline_at)
    select user_id, n, opens, opened_at, closed_at, case when n <= 0 then now_at + p_grace end from d
    on conflict (user_id) do update set
      connections = users.connections + excluded.connections,
      online = users.online or excluded.online,
      connected_since = case when users.online then users.connected_since else excluded.connected_since end,
      last_seen = greatest(users.last_seen, excluded.last_seen),
      offline_at = case when users.connections + excluded.connections <= 0 then now_at + p_grace end
  ), counted as (
    update totals set connections = connections + t.n, online_users = online_users + t.online
    from (select coalesce(sum(n), 0) as n, count(*) filter (where opens and not was_online) as online from b) t
    where t.n <> 0 or t.online <> 0
  )
  select array_agg(e::presence_user_event) into arrived from (select user_id, opened_at, ord from b where opens and not was_online) e;

  insert into events (kind, user_id, room, gateway_id, connection_id, protocol, reason, at)
  select kind, user_id, room, gateway_id, connection_id, protocol, reason, at from (
    select 1 as kind, 1 as step, ord, user_id, null as room, gateway_id, connection_id, protocol, null as reason, at from unnest(opened)
    union all select 3, 2, ord, user_id, null, null, null, null, null, at from unnest(arrived)
    union all select case when joined then 5 else 6 end, case when joined then 3 else 4 end, ord, user_id, room, null, null, null, null, at from unnest(moved)
    union all select 2, 5, ord, user_id, null, gateway_id, connection_id, protocol, p_reason, at from unnest(closed)) e
  order by ord, step;

  insert into room_changes (room, user_id, joined)
  select room, user_id, joined from unnest(moved) e
  where net and (split_part(room, ':', 1) = any (p_namespaces)) <> ('!' = any (p_namespaces))
  order by ord;
end $$;
