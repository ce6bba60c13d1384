create sequence session_fencing;

-- prev_* is the holder that the last takeover displaced: an upsert cannot return what it overwrote.
create table sessions (
  session_key text collate "C" primary key,
  gateway_id text collate "C" not null,
  connection_id text collate "C" not null,
  fencing_token bigint not null,
  held boolean not null,
  acquired_at timestamptz not null,
  last_active timestamptz not null,
  expires_at timestamptz not null,
  selected_chat text,
  chat_until timestamptz not null,
  prev_gateway_id text collate "C",
  prev_connection_id text collate "C"
) with (fillfactor = 70);
create index sessions_ended on sessions (expires_at);
