-- A file is removed in three steps: marked here, its content removed, its row removed. No lock is held while a disk works.
-- From the mark on it is no file: it cannot be read, appended to or sent, and does not count against a quota.
ALTER TABLE files ADD COLUMN removed_at timestamptz;

CREATE OR REPLACE FUNCTION reserve_file(p_owner text, p_id uuid, p_bytes bigint, p_quota bigint, p_max_files bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    used bigint;
    others bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7301, hashtext(p_owner));
    SELECT coalesce(sum(reserved), 0), count(*) INTO used, others FROM files WHERE owner = p_owner AND id <> p_id AND removed_at IS NULL;
    RETURN CASE WHEN used + p_bytes > p_quota OR others >= p_max_files THEN used END;
END
$$;

CREATE OR REPLACE FUNCTION append_file(p_id uuid, p_start bigint, p_length int, p_data bytea, p_expires_at timestamptz, p_step interval, p_quota bigint, p_max_files bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    upload files;
BEGIN
    SELECT * INTO upload FROM files WHERE id = p_id AND completed_at IS NULL AND removed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'missing';
    ELSIF upload.received <> p_start OR p_start + p_length > upload.size THEN
        RETURN 'conflict';
    ELSIF p_start + p_length > upload.reserved AND reserve_file(upload.owner, p_id, p_start + p_length, p_quota, p_max_files) IS NOT NULL THEN
        RETURN 'quota';
    END IF;

    IF p_data IS NOT NULL THEN
        INSERT INTO file_chunks (file_id, start, data) VALUES (p_id, p_start, p_data);
    END IF;

    UPDATE files SET
        received = p_start + p_length,
        reserved = greatest(reserved, p_start + p_length),
        expires_at = CASE WHEN p_expires_at > expires_at + p_step THEN p_expires_at ELSE expires_at END
    WHERE id = p_id;
    RETURN 'ok';
END
$$;

-- The three below take a file's lock in a statement of its own: the next one sees what the holder before has done. In one statement with the lock they
-- would see the state from before they waited, and a file that is sent while its last bytes come would end with the time of one that was never sent.

CREATE OR REPLACE FUNCTION complete_file(p_id uuid, p_sha256 bytea, p_now timestamptz, p_unsent_until timestamptz)
RETURNS SETOF files
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM files WHERE id = p_id FOR NO KEY UPDATE;
    RETURN QUERY UPDATE files SET
        size = received,
        reserved = received,
        sha256 = p_sha256,
        completed_at = p_now,
        expires_at = greatest(p_unsent_until, (SELECT max(held.expires_at) FROM file_grants AS held WHERE held.file_id = p_id))
    WHERE id = p_id AND completed_at IS NULL AND removed_at IS NULL
    RETURNING *;
END
$$;

CREATE OR REPLACE FUNCTION grant_files(p_ids uuid[], p_targets text[], p_message_ids text[], p_senders text[], p_expires_at timestamptz[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM files WHERE id = ANY (p_ids) AND removed_at IS NULL ORDER BY id FOR NO KEY UPDATE;
    WITH input AS (
        SELECT * FROM unnest(p_ids, p_targets, p_message_ids, p_senders, p_expires_at) AS t (id, target, message_id, sender, expires_at)
    ), allowed AS (
        SELECT input.* FROM input JOIN files USING (id)
        WHERE files.removed_at IS NULL AND (input.sender IS NULL OR input.sender = files.owner
            OR EXISTS (SELECT FROM file_grants AS held WHERE held.file_id = files.id AND held.target = 'user.' || input.sender AND held.expires_at > now()))
    ), granted AS (
        INSERT INTO file_grants (file_id, target, message_id, room_offset, expires_at)
        SELECT id, target, message_id,
            (SELECT max(log."offset") FROM rooms JOIN room_log AS log ON log.room_id = rooms.id AND log."offset" > rooms.head - 10000
             WHERE allowed.target LIKE 'room.%' AND rooms.name = substring(allowed.target FROM 6) AND log.message_id = allowed.message_id),
            expires_at
        FROM allowed
        ON CONFLICT DO NOTHING
        RETURNING file_id, expires_at
    )
    UPDATE files SET expires_at = greatest(files.expires_at, longest.expires_at)
    FROM (SELECT granted.file_id, max(granted.expires_at) AS expires_at FROM granted GROUP BY granted.file_id) AS longest
    WHERE files.id = longest.file_id AND files.completed_at IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION expire_trimmed_grants(p_now timestamptz, p_limit int)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    trimmed_files uuid[];
    removed bigint;
BEGIN
    trimmed_files := ARRAY(
        SELECT id FROM files WHERE removed_at IS NULL AND id IN (
            SELECT held.file_id FROM file_grants AS held JOIN rooms ON rooms.name = substring(held.target FROM 6)
            WHERE held.room_offset <= rooms.trimmed
            LIMIT p_limit)
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
    DELETE FROM file_grants AS held USING rooms
    WHERE held.file_id = ANY (trimmed_files) AND rooms.name = substring(held.target FROM 6) AND held.room_offset <= rooms.trimmed;
    GET DIAGNOSTICS removed = ROW_COUNT;
    UPDATE files SET expires_at = coalesce((SELECT max(held.expires_at) FROM file_grants AS held WHERE held.file_id = files.id), p_now)
    WHERE id = ANY (trimmed_files) AND completed_at IS NOT NULL;
    RETURN removed;
END
$$;
