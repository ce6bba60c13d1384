-- Writers of the tables below hold the transaction's advisory lock 7201 (presence_lock), so counters and events never race.
create table gateways (
  gateway_id text collate "C" primary key,
  started_at timestamptz not null,
  last_sequence bigint not null,
  lease_epoch int not null default 1,
  last_seen timestamptz not null,
  dead boolean not null default false,
  ended_at timestamptz,
  ended_by text,
  snapshot_id text
);

create table connections (
  gateway_id text collate "C" not null,
  connection_id text collate "C" not null,
  user_id text collate "C" not null,
  protocol text not null,
  device text,
  tenant text,
  connected_at timestamptz not null,
  primary key (gateway_id, connection_id)
);
create index connections_user on connections (user_id, gateway_id, connection_id);

create table memberships (
  gateway_id text collate "C" not null,
  connection_id text collate "C" not null,
  room text collate "C" not null,
  user_id text collate "C" not null,
  joined_at timestamptz not null,
  primary key (gateway_id, connection_id, room)
);
create index memberships_room on memberships (room, gateway_id, connection_id);

create table room_members (
  room text collate "C" not null,
  user_id text collate "C" not null,
  connections int not null,
  since timestamptz not null,
  state text,
  primary key (room, user_id)
) with (fillfactor = 80);

create table rooms (
  room text collate "C" primary key,
  members int not null,
  connections int not null
) with (fillfactor = 60);

create table users (
  user_id text collate "C" primary key,
  connections int not null,
  online boolean not null,
  connected_since timestamptz,
  last_seen timestamptz,
  offline_at timestamptz
) with (fillfactor = 80);
create index users_leaving on users (offline_at) where online and offline_at is not null;
create index users_away on users (last_seen) where not online;

create table totals (
  id int primary key check (id = 1),
  connections bigint not null,
  online_users bigint not null
) with (fillfactor = 20);
insert into totals values (1, 0, 0);

-- When probes came through the queue: no lease runs out while nothing can come through.
create table pipeline (
  id int primary key check (id = 1),
  last_probe timestamptz not null,
  healthy_since timestamptz not null
) with (fillfactor = 20);
insert into pipeline values (1, 'epoch', 'epoch');

create table events (
  id bigint generated always as identity primary key,
  event_id uuid not null default gen_random_uuid(),
  kind smallint not null,
  user_id text collate "C" not null,
  room text collate "C",
  gateway_id text collate "C",
  connection_id text collate "C",
  protocol text,
  reason text,
  token bigint,
  at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

create table room_changes (
  id bigint generated always as identity primary key,
  room text collate "C" not null,
  user_id text collate "C" not null,
  joined boolean not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

create type presence_socket as (
  gateway_id text, connection_id text, user_id text, protocol text, at timestamptz, ord int);
create type presence_room_event as (
  room text, user_id text, joined boolean, net boolean, at timestamptz, ord int);
create type presence_user_event as (user_id text, at timestamptz, ord int);

create function presence_lock() returns void language sql as $$ select pg_advisory_xact_lock(7201) $$;
