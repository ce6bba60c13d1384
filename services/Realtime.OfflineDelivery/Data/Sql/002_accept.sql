-- Accepts a batch: drops duplicates, stores direct messages, numbers and logs room messages. Returns the new ones with their place.
-- kind: 0 direct, 1 direct and acknowledged already, 2 room with history, 3 room without.
-- Rows are many times what the planner expects of an array, so it may not choose nested loops.
CREATE FUNCTION accept_messages(
    p_keys uuid[], p_kinds smallint[], p_names text[], p_message_ids text[], p_types text[], p_senders text[], p_data bytea[], p_traces text[],
    p_sent_at timestamptz[], p_expires_at timestamptz[], p_own_ttl boolean[], p_now timestamptz)
RETURNS TABLE (ordinal bigint, place bigint, room_epoch text)
LANGUAGE plpgsql VOLATILE
SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH input AS MATERIALIZED (
        SELECT t.* FROM unnest(p_keys, p_kinds, p_names, p_message_ids, p_types, p_senders, p_data, p_traces, p_sent_at, p_expires_at, p_own_ttl)
            WITH ORDINALITY AS t (key, kind, name, message_id, type, sender, data, trace, sent_at, expires_at, own_ttl, ord)
    ), fresh AS (
        INSERT INTO dedupe (key, at) SELECT key, p_now FROM input ORDER BY key
        ON CONFLICT DO NOTHING
        RETURNING key
    ), accepted AS MATERIALIZED (
        SELECT input.* FROM input JOIN fresh USING (key)
    ), stored AS (
        INSERT INTO inbox (key, user_id, sequence, message_id, type, sender, data, trace, sent_at, stored_at, expires_at)
        SELECT key, name, nextval('inbox_sequence'), message_id, type, sender, data, trace, sent_at, p_now, expires_at
        FROM (SELECT * FROM accepted WHERE kind = 0 ORDER BY ord) AS ordered
        RETURNING key, sequence
    ), heads AS (
        INSERT INTO rooms AS room (name, epoch, head, updated_at)
        SELECT name, left(replace(gen_random_uuid()::text, '-', ''), 12), count(*), p_now
        FROM accepted WHERE kind = 2 GROUP BY name ORDER BY name
        ON CONFLICT (name) DO UPDATE SET head = room.head + excluded.head, updated_at = excluded.updated_at
        RETURNING id, name, epoch, head
    ), numbered AS MATERIALIZED (
        SELECT accepted.*, heads.id AS room_id, heads.epoch,
            heads.head - count(*) OVER (PARTITION BY heads.id) + row_number() OVER (PARTITION BY heads.id ORDER BY ord) AS place
        FROM accepted JOIN heads USING (name)
        WHERE kind = 2
    ), logged AS (
        INSERT INTO room_log (room_id, "offset", message_id, type, sender, data, sent_at, expires_at, own_ttl)
        SELECT room_id, place, message_id, type, sender, data, sent_at, expires_at, own_ttl FROM numbered
    )
    SELECT accepted.ord, stored.sequence, NULL::text FROM accepted JOIN stored USING (key)
    UNION ALL
    SELECT ord, place, epoch FROM numbered
    UNION ALL
    SELECT ord, 0::bigint, NULL FROM accepted WHERE kind IN (1, 3);
END
$$;

-- Forgets messages that a device received. An acknowledgement of a message that has not come yet leaves a tombstone, and the message counts as a duplicate.
CREATE FUNCTION acknowledge_messages(p_keys uuid[], p_now timestamptz)
RETURNS TABLE (acknowledged uuid, acknowledged_stored_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH tombstones AS (
        INSERT INTO dedupe (key, at) SELECT key, p_now FROM unnest(p_keys) AS key ORDER BY key
        ON CONFLICT DO NOTHING
    )
    DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE)
    RETURNING key, stored_at;
END
$$;
