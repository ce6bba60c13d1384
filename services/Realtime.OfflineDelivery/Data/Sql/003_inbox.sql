-- The inboxes of users, for a drain. Everybody who locks inbox rows and waits does so in the order of the keys, so that nobody waits for each other.
CREATE FUNCTION drain_inboxes(p_users text[], p_now timestamptz)
RETURNS SETOF inbox
LANGUAGE sql VOLATILE
AS $$
    UPDATE inbox SET attempts = attempts + 1
    WHERE key IN (SELECT key FROM inbox WHERE user_id = ANY (p_users) AND expires_at > p_now ORDER BY key FOR UPDATE)
    RETURNING *
$$;

-- Messages to be sent again.
CREATE FUNCTION retry_messages(p_keys uuid[], p_now timestamptz)
RETURNS SETOF inbox
LANGUAGE sql VOLATILE
AS $$
    UPDATE inbox SET attempts = attempts + 1
    WHERE key IN (SELECT key FROM inbox WHERE key = ANY (p_keys) AND expires_at > p_now FOR UPDATE SKIP LOCKED)
    RETURNING *
$$;

-- Removes the oldest messages of inboxes that hold more than the cap, and notes how many.
CREATE FUNCTION trim_inboxes(p_users text[], p_cap int, p_now timestamptz)
RETURNS TABLE (trimmed_key uuid, trimmed_user text, trimmed_message text)
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM inbox
        USING unnest(p_users) AS who (id)
            CROSS JOIN LATERAL (SELECT sequence FROM inbox WHERE user_id = who.id ORDER BY sequence DESC OFFSET p_cap LIMIT 1) AS last
        WHERE inbox.user_id = who.id AND inbox.sequence <= last.sequence
        RETURNING inbox.key, inbox.user_id, inbox.message_id
    ), noted AS (
        INSERT INTO inbox_overflow AS known (user_id, dropped, at)
        SELECT user_id, count(*), p_now FROM removed GROUP BY user_id
        ON CONFLICT (user_id) DO UPDATE SET dropped = known.dropped + excluded.dropped, at = excluded.at
    )
    SELECT key, user_id, message_id FROM removed
$$;
