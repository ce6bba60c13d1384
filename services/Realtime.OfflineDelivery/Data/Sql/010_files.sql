-- Attachments. size and sha256 are what the uploader announced until completed_at is set, and what was stored from then on.
-- reserved: bytes that count against the owner's quota.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size bigint,
    received bigint NOT NULL DEFAULT 0,
    reserved bigint NOT NULL,
    sha256 bytea,
    created_at timestamptz NOT NULL,
    completed_at timestamptz,
    expires_at timestamptz NOT NULL
);
CREATE INDEX files_owner ON files (owner);
CREATE INDEX files_expires ON files (expires_at);

-- Content, where it is kept in the database. It does not compress, and the server shall not try.
CREATE TABLE file_chunks (
    file_id uuid NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    start bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (file_id, start)
);
ALTER TABLE file_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

-- Who may read a file besides its owner, and until when: a room or a user, by the message that carried it or, with an empty message_id, by the upload.
-- room_offset: the message's place in the room's log.
CREATE TABLE file_grants (
    file_id uuid NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    target text NOT NULL,
    message_id text NOT NULL,
    room_offset bigint,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (file_id, target, message_id)
);
CREATE INDEX file_grants_offset ON file_grants (target, room_offset) WHERE room_offset IS NOT NULL;

-- Reserves room in the owner's quota; one at a time for an owner. Null when it fits, else the bytes in use.
CREATE FUNCTION reserve_file(p_owner text, p_id uuid, p_bytes bigint, p_quota bigint, p_max_files bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    used bigint;
    others bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7301, hashtext(p_owner));
    SELECT coalesce(sum(reserved), 0), count(*) INTO used, others FROM files WHERE owner = p_owner AND id <> p_id;
    RETURN CASE WHEN used + p_bytes > p_quota OR others >= p_max_files THEN used END;
END
$$;

-- Begins an upload. Null when it was begun, else the bytes in use of an owner whose quota it would exceed.
CREATE FUNCTION create_file(
    p_id uuid, p_owner text, p_name text, p_type text, p_size bigint, p_sha256 bytea, p_target text, p_target_expires_at timestamptz,
    p_now timestamptz, p_expires_at timestamptz, p_quota bigint, p_max_files bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    used bigint := reserve_file(p_owner, p_id, coalesce(p_size, 0), p_quota, p_max_files);
BEGIN
    IF used IS NULL THEN
        INSERT INTO files (id, owner, name, type, size, reserved, sha256, created_at, expires_at)
        VALUES (p_id, p_owner, p_name, p_type, p_size, coalesce(p_size, 0), p_sha256, p_now, p_expires_at);
        IF p_target IS NOT NULL THEN
            INSERT INTO file_grants (file_id, target, message_id, expires_at) VALUES (p_id, p_target, '', p_target_expires_at);
        END IF;
    END IF;
    RETURN used;
END
$$;

-- Adds bytes to an upload; p_data is null where the content is kept elsewhere. Answers ok, missing, conflict or quota; only ok changes anything.
-- expires_at has an index: it moves in steps, so that most appends do not touch it.
CREATE FUNCTION append_file(p_id uuid, p_start bigint, p_length int, p_data bytea, p_expires_at timestamptz, p_step interval, p_quota bigint, p_max_files bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    upload files;
BEGIN
    SELECT * INTO upload FROM files WHERE id = p_id AND completed_at IS NULL FOR UPDATE;
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

-- An upload is whole: it lives as long as the longest grant, or until it counts as never sent. Nothing comes back when it is gone.
CREATE FUNCTION complete_file(p_id uuid, p_sha256 bytea, p_now timestamptz, p_unsent_until timestamptz)
RETURNS SETOF files
LANGUAGE sql VOLATILE
AS $$
    UPDATE files SET
        size = received,
        reserved = received,
        sha256 = p_sha256,
        completed_at = p_now,
        expires_at = greatest(p_unsent_until, (SELECT max(expires_at) FROM file_grants WHERE file_id = p_id))
    WHERE id = p_id AND completed_at IS NULL
    RETURNING *
$$;

-- Messages that carry files give their room or user the right to them until they expire. They count when they come from the file's owner,
-- from somebody it was sent to directly, or from a service (no sender). A message that is known already changes nothing.
CREATE FUNCTION grant_files(p_ids uuid[], p_targets text[], p_message_ids text[], p_senders text[], p_expires_at timestamptz[])
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH input AS (
        SELECT * FROM unnest(p_ids, p_targets, p_message_ids, p_senders, p_expires_at) AS t (id, target, message_id, sender, expires_at)
    ), allowed AS (
        SELECT input.* FROM input JOIN files USING (id)
        WHERE input.sender IS NULL OR input.sender = files.owner
            OR EXISTS (SELECT FROM file_grants AS held WHERE held.file_id = files.id AND held.target = 'user.' || input.sender)
        ORDER BY files.id
        FOR NO KEY UPDATE OF files
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
    FROM (SELECT file_id, max(expires_at) AS expires_at FROM granted GROUP BY file_id) AS longest
    WHERE files.id = longest.file_id AND files.completed_at IS NOT NULL
$$;

-- Rights that left with their message when the room's log was trimmed; a file that nobody else may read expires with them.
CREATE FUNCTION expire_trimmed_grants(p_now timestamptz, p_limit int)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM file_grants
        WHERE (file_id, target, message_id) IN (
            SELECT held.file_id, held.target, held.message_id
            FROM file_grants AS held JOIN rooms ON rooms.name = substring(held.target FROM 6)
            WHERE held.room_offset <= rooms.trimmed
            LIMIT p_limit
            FOR UPDATE OF held SKIP LOCKED)
        RETURNING file_id, target, message_id
    ), shortened AS (
        UPDATE files SET expires_at = coalesce((
            SELECT max(held.expires_at) FROM file_grants AS held
            WHERE held.file_id = files.id AND NOT EXISTS (
                SELECT FROM removed WHERE (removed.file_id, removed.target, removed.message_id) = (held.file_id, held.target, held.message_id))), p_now)
        WHERE id IN (SELECT file_id FROM removed) AND completed_at IS NOT NULL
    )
    SELECT count(*) FROM removed
$$;
