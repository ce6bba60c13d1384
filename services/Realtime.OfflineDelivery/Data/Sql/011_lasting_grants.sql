-- Messages that carry files give their room or user the right to them until they expire. They count when they come from the file's owner,
-- from somebody it was sent to directly (while that right lasts: nobody renews his own), or from a service (no sender). A message that is known already changes nothing.
CREATE OR REPLACE FUNCTION grant_files(p_ids uuid[], p_targets text[], p_message_ids text[], p_senders text[], p_expires_at timestamptz[])
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH input AS (
        SELECT * FROM unnest(p_ids, p_targets, p_message_ids, p_senders, p_expires_at) AS t (id, target, message_id, sender, expires_at)
    ), allowed AS (
        SELECT input.* FROM input JOIN files USING (id)
        WHERE input.sender IS NULL OR input.sender = files.owner
            OR EXISTS (SELECT FROM file_grants AS held WHERE held.file_id = files.id AND held.target = 'user.' || input.sender AND held.expires_at > now())
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
