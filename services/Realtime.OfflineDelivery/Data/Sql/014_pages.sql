-- The next rows of inboxes after one place of each and up to another, at most p_rows and about p_bytes a user, each counted as one more attempt. Locks in the order of the keys,
-- as everybody who locks inbox rows and waits.
CREATE FUNCTION drain_page(p_users text[], p_after bigint[], p_up_to bigint[], p_now timestamptz, p_rows int, p_bytes bigint)
RETURNS SETOF inbox
LANGUAGE sql VOLATILE
AS $$
    UPDATE inbox SET attempts = attempts + 1
    WHERE key IN (
        SELECT key FROM inbox
        WHERE key = ANY (ARRAY(
            SELECT sized.key
            FROM unnest(p_users, p_after, p_up_to) AS who (id, after, up_to)
                CROSS JOIN LATERAL (
                    SELECT next.key, sum(next.bytes) OVER (ORDER BY next.sequence) - next.bytes AS before
                    FROM (
                        SELECT key, sequence, octet_length(data) AS bytes FROM inbox
                        WHERE user_id = who.id AND sequence > who.after AND sequence <= who.up_to AND expires_at > p_now
                        ORDER BY sequence LIMIT p_rows) AS next) AS sized
            WHERE sized.before < p_bytes))
        ORDER BY key FOR UPDATE)
    RETURNING *
$$;

-- The last place of each inbox up to such a place; users who have nothing there are left out.
CREATE FUNCTION inbox_ends(p_users text[], p_up_to bigint[], p_now timestamptz)
RETURNS TABLE (owner text, last_sequence bigint)
LANGUAGE sql STABLE
AS $$
    SELECT who.id, last.sequence
    FROM unnest(p_users, p_up_to) AS who (id, up_to)
        CROSS JOIN LATERAL (SELECT sequence FROM inbox WHERE user_id = who.id AND sequence <= who.up_to AND expires_at > p_now ORDER BY sequence DESC LIMIT 1) AS last
$$;

-- The next messages of a room's log after one offset and up to another, at most p_rows and about p_bytes. What retention has expired and not removed yet is
-- still there; a message that chose its own time is not.
CREATE FUNCTION log_page(p_room bigint, p_after bigint, p_up_to bigint, p_now timestamptz, p_rows int, p_bytes bigint)
RETURNS SETOF room_log
LANGUAGE sql STABLE
AS $$
    SELECT log.*
    FROM (
        SELECT next.room_id, next."offset", sum(next.bytes) OVER (ORDER BY next."offset") - next.bytes AS before
        FROM (
            SELECT room_id, "offset", octet_length(data) AS bytes FROM room_log
            WHERE room_id = p_room AND "offset" > p_after AND "offset" <= p_up_to AND (expires_at > p_now OR NOT own_ttl)
            ORDER BY "offset" LIMIT p_rows) AS next) AS sized
        JOIN room_log AS log USING (room_id, "offset")
    WHERE sized.before < p_bytes
    ORDER BY "offset"
$$;
