-- Who shares the shards. By the database's clock, which is the same for all.
CREATE TABLE replicas (
    id text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

CREATE FUNCTION see_replica(p_id text, p_gone_after interval)
RETURNS TABLE (replica text)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO replicas (id, seen_at) VALUES (p_id, now()) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at;
    DELETE FROM replicas WHERE seen_at < now() - p_gone_after;
    RETURN QUERY SELECT id FROM replicas ORDER BY id;
END
$$;
