-- The last position of each vendor that is online.
create table vendors (
  vendor_id text collate "C" primary key,
  lat double precision not null,
  lng double precision not null,
  at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 70);
create index vendors_place on vendors using gist (point(lng, lat));
create index vendors_updated on vendors (updated_at);

-- Takes positions, the newest of each vendor; those older than what is known change nothing. Returns how many counted.
create function vendor_positions(p_vendor text[], p_lat double precision[], p_lng double precision[], p_at timestamptz[]) returns int language sql as $$
  with given as (
    select distinct on (id) id, lat, lng, least(at, clock_timestamp()) as at
    from unnest(p_vendor, p_lat, p_lng, p_at) as g(id, lat, lng, at) order by id, at desc
  ), taken as (
    insert into vendors as v (vendor_id, lat, lng, at, updated_at)
    select id, lat, lng, at, clock_timestamp() from given order by id
    on conflict (vendor_id) do update set lat = excluded.lat, lng = excluded.lng, at = excluded.at, updated_at = excluded.updated_at
    where excluded.at >= v.at
    returning vendor_id
  )
  select count(*)::int from taken
$$;
