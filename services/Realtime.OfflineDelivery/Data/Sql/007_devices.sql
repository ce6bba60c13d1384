-- Devices of users, and what each of them acknowledged; written only where every device must acknowledge.
CREATE TABLE devices (
    user_id text NOT NULL,
    device text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, device)
);
CREATE INDEX devices_seen ON devices (seen_at);

CREATE TABLE receipts (
    key uuid NOT NULL,
    device text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (key, device)
);
CREATE INDEX receipts_at ON receipts (at);

-- Notes receipts, and takes out of the inboxes of their users what every device has. p_since: a device not seen since then is waited for no more.
CREATE FUNCTION acknowledge_on_devices(p_keys uuid[], p_users text[], p_devices text[], p_now timestamptz, p_since timestamptz)
RETURNS TABLE (acknowledged uuid, acknowledged_stored_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
BEGIN
    PERFORM see_devices(p_users, p_devices, p_now);
    INSERT INTO receipts (key, device, at)
    SELECT key, device, p_now FROM unnest(p_keys, p_devices) AS given (key, device) ORDER BY key, device
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT * FROM take_done(p_keys, p_since);
END
$$;

CREATE FUNCTION see_devices(p_users text[], p_devices text[], p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO devices (user_id, device, seen_at)
    SELECT DISTINCT user_id, device, p_now FROM unnest(p_users, p_devices) AS given (user_id, device) ORDER BY user_id, device
    ON CONFLICT (user_id, device) DO UPDATE SET seen_at = excluded.seen_at
$$;

-- Of these messages, takes those out of the inbox that every device of their user has.
CREATE FUNCTION take_done(p_keys uuid[], p_since timestamptz)
RETURNS TABLE (done uuid, done_stored_at timestamptz)
LANGUAGE sql VOLATILE
AS $$
    DELETE FROM inbox
    WHERE key IN (
        SELECT key FROM inbox
        WHERE key = ANY (p_keys) AND NOT EXISTS (
            SELECT FROM devices
            WHERE devices.user_id = inbox.user_id AND devices.seen_at > p_since
                AND NOT EXISTS (SELECT FROM receipts WHERE receipts.key = inbox.key AND receipts.device = devices.device))
        ORDER BY key FOR UPDATE)
    RETURNING key, stored_at
$$;

CREATE FUNCTION expire_receipts(p_before timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM receipts
        WHERE (key, device) IN (SELECT key, device FROM receipts WHERE at < p_before ORDER BY at LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING 1
    )
    SELECT count(*) FROM removed
$$;

CREATE FUNCTION expire_devices(p_before timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM devices
        WHERE (user_id, device) IN (SELECT user_id, device FROM devices WHERE seen_at < p_before ORDER BY seen_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING 1
    )
    SELECT count(*) FROM removed
$$;
