-- Each sweep removes a bounded number of rows that nobody holds, so that none of them keeps a lock for long.
CREATE FUNCTION expire_inbox(p_now timestamptz, p_limit int)
RETURNS TABLE (expired_key uuid, expired_user text, expired_message text)
LANGUAGE sql VOLATILE
AS $$
    DELETE FROM inbox
    WHERE key IN (SELECT key FROM inbox WHERE expires_at <= p_now ORDER BY expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
    RETURNING key, user_id, message_id
$$;

CREATE FUNCTION expire_dedupe(p_before timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM dedupe
        WHERE key IN (SELECT key FROM dedupe WHERE at < p_before ORDER BY at LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING 1
    )
    SELECT count(*) FROM removed
$$;

CREATE FUNCTION expire_journeys(p_before timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM journeys
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM journeys WHERE at < p_before ORDER BY at LIMIT p_limit FOR UPDATE SKIP LOCKED))
        RETURNING 1
    )
    SELECT count(*) FROM removed
$$;

-- By age: removes expired messages of logs. A message that chose its own time leaves a hole; retention moves the room's floor.
CREATE FUNCTION expire_logs(p_now timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM room_log
        WHERE (room_id, "offset") IN (SELECT room_id, "offset" FROM room_log WHERE expires_at <= p_now ORDER BY expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING room_id, "offset", own_ttl
    ), floors AS (
        UPDATE rooms SET trimmed = greatest(trimmed, floor.value)
        FROM (SELECT room_id, max("offset") AS value FROM removed WHERE NOT own_ttl GROUP BY room_id) AS floor
        WHERE rooms.id = floor.room_id
    )
    SELECT count(*) FROM removed
$$;

-- By count: keeps the newest p_sizes[i] messages of rooms whose namespace is p_namespaces[i].
CREATE FUNCTION trim_logs(p_namespaces text[], p_sizes int[], p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH chosen AS (
        SELECT rooms.id, rooms.head - space.size AS floor
        FROM rooms JOIN unnest(p_namespaces, p_sizes) AS space (name, size) ON split_part(rooms.name, ':', 1) = space.name
        WHERE rooms.head - rooms.trimmed > space.size
        LIMIT p_limit
        FOR UPDATE OF rooms SKIP LOCKED
    ), removed AS (
        DELETE FROM room_log USING chosen
        WHERE room_log.room_id = chosen.id AND room_log."offset" <= chosen.floor
        RETURNING 1
    ), floors AS (
        UPDATE rooms SET trimmed = greatest(trimmed, chosen.floor) FROM chosen WHERE rooms.id = chosen.id
    )
    SELECT count(*) FROM removed
$$;
