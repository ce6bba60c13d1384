-- When a user's state was set, by the clock of the gateway at which it was.
alter table room_members add column state_at timestamptz;
