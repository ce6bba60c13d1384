-- Ends gateways: their rows stay as tombstones that fence late batches. Their sockets follow by presence_end_sockets, since a gateway may have
-- 50,000 of them, and while they end in one transaction nobody else's changes are seen.
create or replace function presence_end_gateways(p_gateways text[], p_reason text, p_grace interval, p_namespaces text[])
returns void language plpgsql as $$
begin
  update gateways set dead = true, ended_at = clock_timestamp(), ended_by = p_reason, snapshot_id = null, ending = true where gateway_id = any (p_gateways);
end $$;

-- One round trip for what came from any number of gateways, one group a gateway.
-- Kinds of groups: 0 deltas, 1 snapshot (and the deltas that follow it), 2 only a sign of life.
-- Verdicts: 0 applied, 1 duplicate, 2 partly known (fold again from last_sequence + 1), 3 gap, 4 fenced (the gateway was declared dead).
create or replace function presence_apply(
  g_gateway text[], g_started timestamptz[], g_kind int[], g_first bigint[], g_last bigint[], g_snapshot text[], g_closing boolean[],
  c_gateway text[], c_connection text[], c_user text[], c_protocol text[], c_device text[], c_tenant text[],
  c_opened_at timestamptz[], c_opened_ord int[], c_closed_at timestamptz[], c_closed_ord int[], c_pass int[],
  m_gateway text[], m_connection text[], m_user text[], m_room text[],
  m_joined_at timestamptz[], m_joined_ord int[], m_left_at timestamptz[], m_left_ord int[], m_pass int[],
  s_gateway text[], s_connection text[], s_user text[], s_room text[], s_state text[], s_at timestamptz[], s_ord int[], s_pass int[],
  p_passes int, p_probe boolean, p_probe_gap interval, p_grace interval, p_namespaces text[]
) returns table (gateway_id text, verdict int, last_sequence bigint) language plpgsql set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  now_at timestamptz;
  verdicts int[];
  accepted text[];
  snapshots text[];
  ending text[];
  x_gateway text[]; x_connection text[]; x_room text[];
begin
  perform presence_lock();
  now_at := clock_timestamp();

  if p_probe then
    update pipeline set last_probe = now_at, healthy_since = case when now_at - last_probe > p_probe_gap then now_at else healthy_since end;
  end if;

  select array_agg(v order by i), coalesce(array_agg(id) filter (where v = 0 and kind <> 2), '{}'),
    coalesce(array_agg(id) filter (where v = 0 and kind = 1), '{}'), coalesce(array_agg(id) filter (where v = 0 and kind <> 2 and closing), '{}')
  into verdicts, accepted, snapshots, ending
  from (
    select i, id, kind, closing, case
      when w.gateway_id is null then case when kind = 2 or kind = 1 or first = 1 then 0 else 3 end
      when w.dead then case when kind = 1 and snapshot = w.snapshot_id then 0 else 4 end
      when kind = 2 then 0
      when last <= w.last_sequence then 1
      when kind = 1 or first = w.last_sequence + 1 then 0
      when first <= w.last_sequence then 2
      else 3 end as v
    from unnest(g_gateway, g_kind, g_first, g_last, g_snapshot, g_closing) with ordinality as g(id, kind, first, last, snapshot, closing, i)
    left join gateways w on w.gateway_id = g.id) t;

  insert into gateways (gateway_id, started_at, last_sequence, last_seen)
  select id, started, last, now_at
  from unnest(g_gateway, g_started, g_kind, g_last, verdicts) as g(id, started, kind, last, v) where v = 0 and kind <> 2
  on conflict (gateway_id) do update set
    last_sequence = excluded.last_sequence, last_seen = now_at, lease_epoch = gateways.lease_epoch + gateways.dead::int,
    dead = false, ended_at = null, ended_by = null, snapshot_id = null;
  update gateways w set last_seen = now_at
  from unnest(g_gateway, g_kind, verdicts) as g(id, kind, v) where w.gateway_id = g.id and not w.dead and (v in (1, 2, 3) or kind = 2);

  if cardinality(accepted) > 0 then
    -- What a rejected group brought is dropped here; gateways are few, so mostly there is nothing to filter.
    if cardinality(accepted) < cardinality(g_gateway) then
      select coalesce(array_agg(a), '{}'), coalesce(array_agg(b), '{}'), coalesce(array_agg(c), '{}'), coalesce(array_agg(d), '{}'), coalesce(array_agg(e), '{}'), coalesce(array_agg(f), '{}'),
        coalesce(array_agg(g), '{}'), coalesce(array_agg(h), '{}'), coalesce(array_agg(i), '{}'), coalesce(array_agg(j), '{}'), coalesce(array_agg(k), '{}')
      into c_gateway, c_connection, c_user, c_protocol, c_device, c_tenant, c_opened_at, c_opened_ord, c_closed_at, c_closed_ord, c_pass
      from unnest(c_gateway, c_connection, c_user, c_protocol, c_device, c_tenant, c_opened_at, c_opened_ord, c_closed_at, c_closed_ord, c_pass)
        as t(a, b, c, d, e, f, g, h, i, j, k) where a = any (accepted);
      select coalesce(array_agg(a), '{}'), coalesce(array_agg(b), '{}'), coalesce(array_agg(c), '{}'), coalesce(array_agg(d), '{}'), coalesce(array_agg(e), '{}'),
        coalesce(array_agg(f), '{}'), coalesce(array_agg(g), '{}'), coalesce(array_agg(h), '{}'), coalesce(array_agg(i), '{}')
      into m_gateway, m_connection, m_user, m_room, m_joined_at, m_joined_ord, m_left_at, m_left_ord, m_pass
      from unnest(m_gateway, m_connection, m_user, m_room, m_joined_at, m_joined_ord, m_left_at, m_left_ord, m_pass)
        as t(a, b, c, d, e, f, g, h, i) where a = any (accepted);
      select coalesce(array_agg(a), '{}'), coalesce(array_agg(b), '{}'), coalesce(array_agg(c), '{}'), coalesce(array_agg(d), '{}'), coalesce(array_agg(e), '{}'),
        coalesce(array_agg(f), '{}'), coalesce(array_agg(g), '{}'), coalesce(array_agg(h), '{}')
      into s_gateway, s_connection, s_user, s_room, s_state, s_at, s_ord, s_pass
      from unnest(s_gateway, s_connection, s_user, s_room, s_state, s_at, s_ord, s_pass) as t(a, b, c, d, e, f, g, h) where a = any (accepted);
    end if;

    if cardinality(snapshots) > 0 then
      -- What is in the tables and not in the snapshot has ended while nobody told us.
      select coalesce(array_agg(x.gateway_id), '{}'), coalesce(array_agg(x.connection_id), '{}') into x_gateway, x_connection
      from connections x left join unnest(c_gateway, c_connection, c_opened_ord) as c(g, c, opened) on c.g = x.gateway_id and c.c = x.connection_id and c.opened is not null
      where x.gateway_id = any (snapshots) and c.g is null;
      perform presence_effects(
        x_gateway, x_connection, '{}', '{}', '{}', '{}', '{}', '{}', array_fill(now_at, array[cardinality(x_gateway)]), array_fill(0, array[cardinality(x_gateway)]),
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', 'closed', p_grace, p_namespaces);
      select coalesce(array_agg(x.gateway_id), '{}'), coalesce(array_agg(x.connection_id), '{}'), coalesce(array_agg(x.room), '{}') into x_gateway, x_connection, x_room
      from memberships x left join unnest(m_gateway, m_connection, m_room, m_joined_ord) as m(g, c, r, joined)
        on m.g = x.gateway_id and m.c = x.connection_id and m.r = x.room and m.joined is not null
      where x.gateway_id = any (snapshots) and m.g is null;
      perform presence_effects(
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
        x_gateway, x_connection, array_fill(null::text, array[cardinality(x_gateway)]), x_room, '{}', '{}',
        array_fill(now_at, array[cardinality(x_gateway)]), array_fill(0, array[cardinality(x_gateway)]),
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', 'closed', p_grace, p_namespaces);
    end if;

    if p_passes <= 1 then
      perform presence_effects(
        c_gateway, c_connection, c_user, c_protocol, c_device, c_tenant, c_opened_at, c_opened_ord, c_closed_at, c_closed_ord,
        m_gateway, m_connection, m_user, m_room, m_joined_at, m_joined_ord, m_left_at, m_left_ord,
        s_gateway, s_connection, s_user, s_room, s_state, s_at, s_ord, 'closed', p_grace, p_namespaces);
    else
      for p in 0 .. p_passes - 1 loop
        perform presence_effects(
          c.a, c.b, c.c, c.d, c.e, c.f, c.g, c.h, c.i, c.j, m.a, m.b, m.c, m.d, m.e, m.f, m.g, m.h, s.a, s.b, s.c, s.d, s.e, s.f, s.g, 'closed', p_grace, p_namespaces)
        from (
          select coalesce(array_agg(a), '{}') as a, coalesce(array_agg(b), '{}') as b, coalesce(array_agg(c), '{}') as c, coalesce(array_agg(d), '{}') as d, coalesce(array_agg(e), '{}') as e,
            coalesce(array_agg(f), '{}') as f, coalesce(array_agg(g), '{}') as g, coalesce(array_agg(h), '{}') as h, coalesce(array_agg(i), '{}') as i, coalesce(array_agg(j), '{}') as j
          from unnest(c_gateway, c_connection, c_user, c_protocol, c_device, c_tenant, c_opened_at, c_opened_ord, c_closed_at, c_closed_ord, c_pass)
            as t(a, b, c, d, e, f, g, h, i, j, pass) where pass = p) c,
        (
          select coalesce(array_agg(a), '{}') as a, coalesce(array_agg(b), '{}') as b, coalesce(array_agg(c), '{}') as c, coalesce(array_agg(d), '{}') as d,
            coalesce(array_agg(e), '{}') as e, coalesce(array_agg(f), '{}') as f, coalesce(array_agg(g), '{}') as g, coalesce(array_agg(h), '{}') as h
          from unnest(m_gateway, m_connection, m_user, m_room, m_joined_at, m_joined_ord, m_left_at, m_left_ord, m_pass) as t(a, b, c, d, e, f, g, h, pass) where pass = p) m,
        (
          select coalesce(array_agg(a), '{}') as a, coalesce(array_agg(b), '{}') as b, coalesce(array_agg(c), '{}') as c, coalesce(array_agg(d), '{}') as d,
            coalesce(array_agg(e), '{}') as e, coalesce(array_agg(f), '{}') as f, coalesce(array_agg(g), '{}') as g
          from unnest(s_gateway, s_connection, s_user, s_room, s_state, s_at, s_ord, s_pass) as t(a, b, c, d, e, f, g, pass) where pass = p) s;
      end loop;
    end if;

    if cardinality(ending) > 0 then
      perform presence_end_gateways(ending, 'gateway_closing', p_grace, p_namespaces);
    end if;
  end if;

  return query
    select g.id, g.v, coalesce(w.last_sequence, 0) from unnest(g_gateway, verdicts) as g(id, v) left join gateways w on w.gateway_id = g.id;
end $$;
