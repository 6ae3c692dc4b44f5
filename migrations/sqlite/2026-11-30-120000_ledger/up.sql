-- The ledger: events that wait for their place, the lines with their tree, and signed checkpoints.

CREATE TABLE ledger_queue (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL,
    subject BIGINT NOT NULL,
    note TEXT
);

-- Rows are only ever added.
CREATE TABLE ledger_leaves (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject BIGINT NOT NULL,
    hash TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (campaign_id, position)
);
CREATE INDEX ledger_leaves_subject ON ledger_leaves (campaign_id, kind, subject, position);

-- The whole nodes above 256 leaves and more.
CREATE TABLE ledger_nodes (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    level INTEGER NOT NULL,
    position BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (campaign_id, level, position)
);

-- The right edge of each tree.
CREATE TABLE ledger_heads (
    campaign_id BIGINT NOT NULL PRIMARY KEY REFERENCES campaigns (id),
    size BIGINT NOT NULL,
    peaks TEXT NOT NULL
);

-- What the salts of texts are made of; removed on erasure.
CREATE TABLE ledger_secrets (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL,
    subject BIGINT NOT NULL,
    secret TEXT NOT NULL,
    PRIMARY KEY (campaign_id, kind, subject)
);

-- Rows are only ever added.
CREATE TABLE ledger_checkpoints (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    signed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, size)
);

-- What others said of a checkpoint: time-stamps and cosignatures.
CREATE TABLE ledger_stamps (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    account TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL
);
CREATE INDEX ledger_stamps_of_campaign ON ledger_stamps (campaign_id, id);

-- What happened before there was a ledger comes first, in order of time.
INSERT INTO ledger_queue (campaign_id, kind, subject)
SELECT campaign_id, kind, subject FROM (
    SELECT id AS campaign_id, 'campaign' AS kind, id AS subject, created_at AS at, 0 AS turn
    FROM campaigns
    UNION ALL SELECT campaign_id, 'rules', id, set_at, 1 FROM rule_versions
    UNION ALL SELECT campaign_id, 'import', id, created_at, 2
    FROM imports WHERE state IN ('applied', 'undone')
    UNION ALL SELECT campaign_id, 'capture', id, imported_at, 3 FROM captures
    UNION ALL SELECT campaign_id, 'building', id, imported_at, 4 FROM buildings
    UNION ALL SELECT campaign_id, 'import-undone', id, changed_at, 5
    FROM imports WHERE state = 'undone'
    UNION ALL SELECT campaign_id, 'gold', building_id, set_at, 6 FROM golds
    UNION ALL SELECT campaign_id, 'priority', id, made_at, 7 FROM places
    UNION ALL SELECT campaign_id, 'judgement', id, submitted_at, 8 FROM judgements
    UNION ALL SELECT judgements.campaign_id, 'superseding', judgements.id, superseded_at, 9
    FROM supersedings JOIN judgements ON judgements.id = judgement_id
    UNION ALL SELECT campaign_id, 'quarantine', id, began_at, 10 FROM quarantines
    UNION ALL SELECT campaign_id, 'restore', id, ended_at, 11
    FROM quarantines WHERE ended_at IS NOT NULL
    UNION ALL SELECT campaign_id, 'merge', id, began_at, 12 FROM merges
    UNION ALL SELECT campaign_id, 'part', id, ended_at, 13 FROM merges WHERE ended_at IS NOT NULL
    UNION ALL SELECT campaign_id, 'ruling', id, ruled_at, 14 FROM rulings
    UNION ALL SELECT buildings.campaign_id, 'dispute', case_reopenings.id, reopened_at, 15
    FROM case_reopenings JOIN buildings ON buildings.id = building_id
    UNION ALL SELECT campaign_id, 'priority-ended', id, ended_at, 16
    FROM places WHERE ended_at IS NOT NULL
    UNION ALL SELECT campaign_id, 'act', id, done_at, 17
    FROM acts WHERE campaign_id IS NOT NULL
) AS events ORDER BY at, turn, subject;
