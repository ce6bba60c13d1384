-- The last position of each vendor; published_* is what followers were told last, prev_* what they were told before that.
create table vendors (
  vendor_id text collate "C" primary key,
  lat double precision,
  lng double precision,
  at timestamptz,
  online boolean not null,
  revision bigint not null default 0,
  position_pending boolean not null default false,
  status_pending boolean not null default false,
  published_at timestamptz not null default 'epoch',
  published_lat double precision,
  published_lng double precision,
  prev_lat double precision,
  prev_lng double precision,
  updated_at timestamptz not null
) with (fillfactor = 70);
create index vendors_place on vendors using gist (point(lng, lat)) where online and lat is not null;
create index vendors_pending on vendors (published_at) where position_pending or status_pending;

-- The sockets through which vendors are online; they end with their connection, also when its gateway dies.
create table vendor_sockets (
  gateway_id text collate "C" not null,
  connection_id text collate "C" not null,
  vendor_id text collate "C" not null,
  since timestamptz not null,
  primary key (gateway_id, connection_id, vendor_id)
);
create index vendor_sockets_vendor on vendor_sockets (vendor_id);

-- Ends sockets of vendors. The vendors' rows are locked before it is asked who has none left, so that a socket that opens meanwhile counts.
create function vendor_sockets_close(p_gateway text[], p_connection text[]) returns void language plpgsql as $$
declare
  ended text[];
begin
  with gone as (
    delete from vendor_sockets v using unnest(p_gateway, p_connection) as c(g, c) where v.gateway_id = c.g and v.connection_id = c.c returning v.vendor_id
  )
  select array_agg(distinct vendor_id) into ended from gone;
  if ended is not null then
    perform from vendors where vendor_id = any (ended) order by vendor_id for update;
    update vendors v set online = false, status_pending = true, updated_at = clock_timestamp()
    where v.vendor_id = any (ended) and v.online and not exists (select from vendor_sockets s where s.vendor_id = v.vendor_id);
  end if;
end $$;

create function vendor_sockets_follow() returns trigger language plpgsql as $$
begin
  perform vendor_sockets_close((select array_agg(gateway_id) from gone), (select array_agg(connection_id) from gone));
  return null;
end $$;
create trigger connections_ended after delete on connections referencing old table as gone for each statement execute function vendor_sockets_follow();

create function vendor_status(p_vendor text, p_online boolean, p_gateway text, p_connection text) returns void language plpgsql as $$
begin
  if not p_online then
    perform vendor_sockets_close(array[p_gateway], array[p_connection]);
    return;
  end if;
  insert into vendors as v (vendor_id, online, status_pending, updated_at) values (p_vendor, true, true, clock_timestamp())
  on conflict (vendor_id) do update set
    status_pending = v.status_pending or not v.online, online = true, updated_at = excluded.updated_at;
  insert into vendor_sockets (gateway_id, connection_id, vendor_id, since) values (p_gateway, p_connection, p_vendor, clock_timestamp())
  on conflict do nothing;
end $$;

-- Takes positions, the newest of each vendor; those older than what is known change nothing. Returns how long followers have to wait at most.
create function vendor_positions(p_vendor text[], p_lat double precision[], p_lng double precision[], p_at timestamptz[], p_interval interval)
returns table (accepted int, due interval) language sql as $$
  with given as (
    select distinct on (id) id, lat, lng, least(at, clock_timestamp()) as at
    from unnest(p_vendor, p_lat, p_lng, p_at) as g(id, lat, lng, at) order by id, at desc
  ), taken as (
    insert into vendors as v (vendor_id, lat, lng, at, online, revision, position_pending, status_pending, updated_at)
    select id, lat, lng, at, true, 1, true, true, clock_timestamp() from given order by id
    on conflict (vendor_id) do update set
      lat = excluded.lat, lng = excluded.lng, at = excluded.at, revision = v.revision + 1, position_pending = true,
      status_pending = v.status_pending or not v.online, online = true, updated_at = excluded.updated_at
    where v.at is null or excluded.at >= v.at
    returning published_at
  )
  select count(*)::int, coalesce(greatest(interval '0', min(published_at) + p_interval - clock_timestamp()), interval '0') from taken
$$;

-- What followers are to be told now. Status goes out at once, a position when the last one is old enough.
create function vendor_feed(p_interval interval, p_limit int)
returns table (
  vendor_id text, lat double precision, lng double precision, at timestamptz, online boolean, revision bigint,
  moved boolean, status boolean, prev_lat double precision, prev_lng double precision) language sql as $$
  with due as (
    select v.vendor_id, v.position_pending and v.published_at <= clock_timestamp() - p_interval as moved, v.status_pending as status
    from vendors v
    where (v.position_pending and v.published_at <= clock_timestamp() - p_interval) or v.status_pending
    order by v.vendor_id limit p_limit for update skip locked
  )
  update vendors v set
    position_pending = v.position_pending and not due.moved,
    status_pending = false,
    published_at = case when due.moved then clock_timestamp() else v.published_at end,
    prev_lat = case when due.moved then v.published_lat else v.prev_lat end,
    prev_lng = case when due.moved then v.published_lng else v.prev_lng end,
    published_lat = case when due.moved then v.lat else v.published_lat end,
    published_lng = case when due.moved then v.lng else v.published_lng end
  from due where v.vendor_id = due.vendor_id
  returning v.vendor_id, v.lat, v.lng, v.at, v.online, v.revision, due.moved, due.status, v.prev_lat, v.prev_lng
$$;
