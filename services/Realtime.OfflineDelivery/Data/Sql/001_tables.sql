-- One row for each message that was accepted in the last 24 hours, or acknowledged before it came (a tombstone).
-- The key is the first half of SHA-256 over what names the message: target and message id, since 013 its publisher too.
CREATE TABLE dedupe (
    key uuid PRIMARY KEY,
    at timestamptz NOT NULL
);
CREATE INDEX dedupe_at ON dedupe (at);

CREATE SEQUENCE inbox_sequence;

CREATE TABLE inbox (
    key uuid PRIMARY KEY,
    user_id text NOT NULL,
    sequence bigint NOT NULL,
    message_id text NOT NULL,
    type text NOT NULL,
    sender text,
    data bytea NOT NULL,
    trace text,
    sent_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX inbox_user ON inbox (user_id, sequence);
CREATE INDEX inbox_expires ON inbox (expires_at);

-- Messages that a full inbox lost and that the user has not been told of.
CREATE TABLE inbox_overflow (
    user_id text PRIMARY KEY,
    dropped bigint NOT NULL,
    at timestamptz NOT NULL
);

-- head: last offset given. trimmed: highest offset that retention removed.
CREATE TABLE rooms (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    epoch text NOT NULL,
    head bigint NOT NULL DEFAULT 0,
    trimmed bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL
);

CREATE TABLE room_log (
    room_id bigint NOT NULL,
    "offset" bigint NOT NULL,
    message_id text NOT NULL,
    type text NOT NULL,
    sender text,
    data bytea NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    own_ttl boolean NOT NULL,
    PRIMARY KEY (room_id, "offset")
);
CREATE INDEX room_log_expires ON room_log (expires_at);

-- Steps of a message as they became known; one message may have several rows.
CREATE TABLE journeys (
    message_id text NOT NULL,
    target text NOT NULL,
    at timestamptz NOT NULL,
    steps jsonb NOT NULL
);
CREATE INDEX journeys_message ON journeys (message_id);
CREATE INDEX journeys_at ON journeys (at);

CREATE TABLE conversations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL,
    task_id text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (user_id, task_id)
);

CREATE TABLE conversation_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id bigint NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    content text NOT NULL,
    role text NOT NULL CHECK (role IN ('user', 'assistant')),
    created_at timestamptz NOT NULL
);
CREATE INDEX conversation_messages_of ON conversation_messages (conversation_id, id);
