-- Set while a dead gateway still has sockets that have to end.
alter table gateways add column ending boolean not null default false;
