-- Epoch and head of rooms; a room that is not known yet gets its epoch now, so that a member who comes before the first message can resume.
CREATE FUNCTION room_heads(p_names text[], p_now timestamptz)
RETURNS TABLE (room_name text, room_id bigint, room_epoch text, room_head bigint, room_trimmed bigint)
LANGUAGE sql VOLATILE
AS $$
    WITH missing AS (
        INSERT INTO rooms (name, epoch, updated_at)
        SELECT name, left(replace(gen_random_uuid()::text, '-', ''), 12), p_now
        FROM unnest(p_names) AS name
        WHERE NOT EXISTS (SELECT FROM rooms WHERE rooms.name = name.name)
        ON CONFLICT DO NOTHING
        RETURNING *
    )
    SELECT name, id, epoch, head, trimmed FROM missing
    UNION ALL
    SELECT name, id, epoch, head, trimmed FROM rooms WHERE name = ANY (p_names)
$$;

-- Offsets that room messages got when they were stored before.
CREATE FUNCTION stored_offsets(p_rooms text[], p_message_ids text[])
RETURNS TABLE (stored_room text, stored_message text, stored_offset bigint, stored_epoch text)
LANGUAGE sql STABLE
AS $$
    SELECT rooms.name, log.message_id, log."offset", rooms.epoch
    FROM rooms JOIN room_log AS log ON log.room_id = rooms.id AND log."offset" > rooms.head - 10000
    WHERE rooms.name = ANY (p_rooms) AND log.message_id = ANY (p_message_ids)
$$;
