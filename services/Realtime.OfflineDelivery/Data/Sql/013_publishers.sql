-- A message is known by its target, its publisher's scope and its id: the key is the first half of SHA-256 over the three. The functions of before stay for
-- replicas of before; their keys, over target and id, are other ones, and what they stored is acknowledged all the same.
-- publisher: the scope where it is not the sender.
ALTER TABLE inbox ADD COLUMN publisher text;
ALTER TABLE room_log ADD COLUMN publisher text;
-- Null where a version of before wrote the steps.
ALTER TABLE journeys ADD COLUMN scope text;

CREATE FUNCTION accept_messages(
    p_keys uuid[], p_kinds smallint[], p_names text[], p_message_ids text[], p_types text[], p_senders text[], p_publishers text[], p_data bytea[], p_traces text[],
    p_sent_at timestamptz[], p_expires_at timestamptz[], p_own_ttl boolean[], p_now timestamptz)
RETURNS TABLE (ordinal bigint, place bigint, room_epoch text)
LANGUAGE plpgsql VOLATILE
SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH input AS MATERIALIZED (
        SELECT t.* FROM unnest(p_keys, p_kinds, p_names, p_message_ids, p_types, p_senders, p_publishers, p_data, p_traces, p_sent_at, p_expires_at, p_own_ttl)
            WITH ORDINALITY AS t (key, kind, name, message_id, type, sender, publisher, data, trace, sent_at, expires_at, own_ttl, ord)
    ), fresh AS (
        INSERT INTO dedupe (key, at) SELECT key, p_now FROM input ORDER BY key
        ON CONFLICT DO NOTHING
        RETURNING key
    ), accepted AS MATERIALIZED (
        SELECT input.* FROM input JOIN fresh USING (key)
    ), stored AS (
        INSERT INTO inbox (key, user_id, sequence, message_id, type, sender, publisher, data, trace, sent_at, stored_at, expires_at)
        SELECT key, name, nextval('inbox_sequence'), message_id, type, sender, publisher, data, trace, sent_at, p_now, expires_at
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
        INSERT INTO room_log (room_id, "offset", message_id, type, sender, publisher, data, sent_at, expires_at, own_ttl)
        SELECT room_id, place, message_id, type, sender, publisher, data, sent_at, expires_at, own_ttl FROM numbered
    )
    SELECT accepted.ord, stored.sequence, NULL::text FROM accepted JOIN stored USING (key)
    UNION ALL
    SELECT ord, place, epoch FROM numbered
    UNION ALL
    SELECT ord, 0::bigint, NULL FROM accepted WHERE kind IN (1, 3);
END
$$;

-- Forgets messages that a device received. An acknowledgement of a message that has not come yet leaves a tombstone, and the message counts as a duplicate;
-- it comes back without a message.
CREATE FUNCTION acknowledge_messages(p_keys uuid[], p_users text[], p_scopes text[], p_message_ids text[], p_now timestamptz)
RETURNS TABLE (given_key uuid, taken_key uuid, taken_stored_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    v_unknown uuid[];
    v_given uuid[];
    v_former uuid[];
BEGIN
    WITH tombstones AS (
        INSERT INTO dedupe (key, at) SELECT key, p_now FROM unnest(p_keys) AS key ORDER BY key
        ON CONFLICT DO NOTHING
        RETURNING key
    )
    SELECT array_agg(key) INTO v_unknown FROM tombstones;
    IF v_unknown IS NOT NULL THEN
        RETURN QUERY SELECT key, NULL::uuid, NULL::timestamptz FROM unnest(v_unknown) AS key;
        SELECT array_agg(found.given_key), array_agg(found.former_key) INTO v_given, v_former
        FROM find_former(v_unknown, p_keys, p_users, p_scopes, p_message_ids) AS found;
    END IF;

    IF v_former IS NULL THEN
        RETURN QUERY
        DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE)
        RETURNING key, key, stored_at;
    ELSE
        -- Both at once: whoever locks inbox rows and waits does so in one order.
        RETURN QUERY
        WITH removed AS (
            DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE key = ANY (p_keys || v_former) ORDER BY key FOR UPDATE)
            RETURNING key, stored_at
        )
        SELECT coalesce(former.given_key, removed.key), removed.key, removed.stored_at
        FROM removed LEFT JOIN unnest(v_given, v_former) AS former (given_key, former_key) ON former.former_key = removed.key;
    END IF;
END
$$;

-- Of these messages, those that a version of before stored, under a key of its own.
CREATE FUNCTION find_former(p_unknown uuid[], p_keys uuid[], p_users text[], p_scopes text[], p_message_ids text[])
RETURNS TABLE (given_key uuid, former_key uuid)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(p_keys, p_users, p_scopes, p_message_ids) AS t (key, user_id, scope, message_id) WHERE key = ANY (p_unknown)
    )
    SELECT DISTINCT given.key, inbox.key
    FROM inbox JOIN given USING (user_id, message_id)
    WHERE inbox.user_id = ANY (ARRAY(SELECT user_id FROM given)) AND coalesce(inbox.publisher, inbox.sender, '') = given.scope
$$;

-- Ids that a device acknowledged without having been given them on its socket: what is stored under such an id, unless several publishers have used it.
CREATE FUNCTION find_by_ids(p_users text[], p_message_ids text[])
RETURNS TABLE (given_ordinal bigint, found_key uuid)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT ord, key FROM (
        SELECT given.ord, inbox.key, count(*) OVER (PARTITION BY given.ord) AS same
        FROM inbox JOIN unnest(p_users, p_message_ids) WITH ORDINALITY AS given (user_id, message_id, ord) USING (user_id, message_id)
        WHERE inbox.user_id = ANY (p_users)) AS found
    WHERE same = 1
$$;

-- As acknowledge_messages, but of such ids: leaves no tombstone. The transaction may hold rows already and must not wait for more; what somebody else holds is
-- being sent again or leaves anyway, and is acknowledged then.
CREATE FUNCTION acknowledge_ids(p_users text[], p_message_ids text[])
RETURNS TABLE (given_ordinal bigint, taken_key uuid, taken_stored_at timestamptz, taken_scope text)
LANGUAGE sql VOLATILE
AS $$
    WITH found AS MATERIALIZED (
        SELECT * FROM find_by_ids(p_users, p_message_ids)
    ), removed AS (
        DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE key IN (SELECT found_key FROM found) FOR UPDATE SKIP LOCKED)
        RETURNING key, stored_at, coalesce(publisher, sender, '') AS scope
    )
    SELECT found.given_ordinal, removed.key, removed.stored_at, removed.scope FROM removed JOIN found ON found.found_key = removed.key
$$;

-- The same two where every device must acknowledge.
CREATE FUNCTION acknowledge_on_devices(p_keys uuid[], p_users text[], p_scopes text[], p_message_ids text[], p_devices text[], p_now timestamptz, p_since timestamptz)
RETURNS TABLE (given_key uuid, taken_key uuid, taken_stored_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    v_given uuid[];
    v_former uuid[];
BEGIN
    PERFORM see_devices(p_users, p_devices, p_now);
    SELECT array_agg(found.given_key), array_agg(found.former_key) INTO v_given, v_former
    FROM find_former(ARRAY(SELECT key FROM unnest(p_keys) AS key WHERE key NOT IN (SELECT key FROM inbox WHERE inbox.key = ANY (p_keys))), p_keys, p_users, p_scopes, p_message_ids) AS found;
    INSERT INTO receipts (key, device, at)
    SELECT key, device, p_now FROM (
        SELECT key, device FROM unnest(p_keys, p_devices) AS given (key, device)
        UNION
        SELECT former_key, device FROM unnest(p_keys, p_devices) AS given (key, device) JOIN unnest(v_given, v_former) AS former (given_key, former_key) ON given.key = former.given_key
    ) AS received ORDER BY key, device
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT done, done, done_stored_at FROM take_done(p_keys, p_since);
    IF v_former IS NOT NULL THEN
        RETURN QUERY SELECT former.given_key, done, done_stored_at
        FROM take_done(v_former, p_since) JOIN unnest(v_given, v_former) AS former (given_key, former_key) ON former.former_key = done;
    END IF;
END
$$;

CREATE FUNCTION acknowledge_ids_on_devices(p_users text[], p_message_ids text[], p_devices text[], p_now timestamptz, p_since timestamptz)
RETURNS TABLE (given_ordinal bigint, taken_key uuid, taken_stored_at timestamptz, taken_scope text)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    v_keys uuid[];
    v_ordinals bigint[];
BEGIN
    PERFORM see_devices(p_users, p_devices, p_now);
    SELECT array_agg(found_key), array_agg(found.given_ordinal) INTO v_keys, v_ordinals FROM find_by_ids(p_users, p_message_ids) AS found;
    IF v_keys IS NULL THEN
        RETURN;
    END IF;

    INSERT INTO receipts (key, device, at)
    SELECT DISTINCT key, p_devices[ordinal], p_now FROM unnest(v_keys, v_ordinals) AS found (key, ordinal) ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN QUERY
    WITH scopes AS MATERIALIZED (
        SELECT key, coalesce(publisher, sender, '') AS scope FROM inbox WHERE key = ANY (v_keys)
    )
    SELECT DISTINCT ON (done) found.ordinal, done, done_stored_at, scopes.scope
    FROM take_done(v_keys, p_since) JOIN unnest(v_keys, v_ordinals) AS found (key, ordinal) ON found.key = done JOIN scopes ON scopes.key = done;
END
$$;

-- As of before, telling the publisher's scope too.
CREATE FUNCTION expire_inbox_scoped(p_now timestamptz, p_limit int)
RETURNS TABLE (expired_key uuid, expired_user text, expired_message text, expired_scope text)
LANGUAGE sql VOLATILE
AS $$
    DELETE FROM inbox
    WHERE key IN (SELECT key FROM inbox WHERE expires_at <= p_now ORDER BY expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
    RETURNING key, user_id, message_id, coalesce(publisher, sender, '')
$$;

CREATE FUNCTION trim_inboxes_scoped(p_users text[], p_cap int, p_now timestamptz)
RETURNS TABLE (trimmed_key uuid, trimmed_user text, trimmed_message text, trimmed_scope text)
LANGUAGE sql VOLATILE
AS $$
    WITH removed AS (
        DELETE FROM inbox
        USING unnest(p_users) AS who (id)
            CROSS JOIN LATERAL (SELECT sequence FROM inbox WHERE user_id = who.id ORDER BY sequence DESC OFFSET p_cap LIMIT 1) AS last
        WHERE inbox.user_id = who.id AND inbox.sequence <= last.sequence
        RETURNING inbox.key, inbox.user_id, inbox.message_id, coalesce(inbox.publisher, inbox.sender, '') AS scope
    ), noted AS (
        INSERT INTO inbox_overflow AS known (user_id, dropped, at)
        SELECT user_id, count(*), p_now FROM removed GROUP BY user_id
        ON CONFLICT (user_id) DO UPDATE SET dropped = known.dropped + excluded.dropped, at = excluded.at
    )
    SELECT key, user_id, message_id, scope FROM removed
$$;

-- Offsets that room messages got when they were stored before.
CREATE FUNCTION scoped_offsets(p_rooms text[], p_message_ids text[])
RETURNS TABLE (stored_room text, stored_scope text, stored_message text, stored_offset bigint, stored_epoch text)
LANGUAGE sql STABLE
AS $$
    SELECT rooms.name, coalesce(log.publisher, log.sender, ''), log.message_id, log."offset", rooms.epoch
    FROM rooms JOIN room_log AS log ON log.room_id = rooms.id AND log."offset" > rooms.head - 10000
    WHERE rooms.name = ANY (p_rooms) AND log.message_id = ANY (p_message_ids)
$$;

-- As before, by the messages' keys, which stand in the place of their ids.
CREATE FUNCTION grant_files(p_ids uuid[], p_targets text[], p_keys uuid[], p_scopes text[], p_message_ids text[], p_senders text[], p_expires_at timestamptz[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM files WHERE id = ANY (p_ids) AND removed_at IS NULL ORDER BY id FOR NO KEY UPDATE;
    WITH input AS (
        SELECT * FROM unnest(p_ids, p_targets, p_keys, p_scopes, p_message_ids, p_senders, p_expires_at) AS t (id, target, key, scope, message_id, sender, expires_at)
    ), allowed AS (
        SELECT input.* FROM input JOIN files USING (id)
        WHERE files.removed_at IS NULL AND (input.sender IS NULL OR input.sender = files.owner
            OR EXISTS (SELECT FROM file_grants AS held WHERE held.file_id = files.id AND held.target = 'user.' || input.sender AND held.expires_at > now()))
    ), granted AS (
        INSERT INTO file_grants (file_id, target, message_id, room_offset, expires_at)
        SELECT id, target, key::text,
            (SELECT max(log."offset") FROM rooms JOIN room_log AS log ON log.room_id = rooms.id AND log."offset" > rooms.head - 10000
             WHERE allowed.target LIKE 'room.%' AND rooms.name = substring(allowed.target FROM 6) AND log.message_id = allowed.message_id
                AND coalesce(log.publisher, log.sender, '') = allowed.scope),
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
