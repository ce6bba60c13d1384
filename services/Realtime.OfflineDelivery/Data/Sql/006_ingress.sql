-- Identities of the messages without one that the ingress is passing on, in the order of its queue; one row. None of them is acknowledged while they stand here.
-- owner: the consumer that writes it.
CREATE TABLE given_ids (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    owner uuid NOT NULL,
    ids text[] NOT NULL DEFAULT '{}',
    contents uuid[] NOT NULL DEFAULT '{}'
);
INSERT INTO given_ids (owner) VALUES (gen_random_uuid());
