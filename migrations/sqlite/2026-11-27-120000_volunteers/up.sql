-- What volunteers say beside their answers, where they are not asked, how they practise and on
-- which devices they go on; a campaign's words in other languages.

ALTER TABLE campaigns ADD COLUMN feedback TEXT NOT NULL DEFAULT 'practice';
ALTER TABLE campaigns ADD COLUMN help TEXT NOT NULL DEFAULT '';

ALTER TABLE golds ADD COLUMN practice INTEGER;
ALTER TABLE golds ADD COLUMN hint TEXT NOT NULL DEFAULT '';

ALTER TABLE volunteers ADD COLUMN phrase_hash TEXT;
CREATE UNIQUE INDEX volunteers_of_phrase ON volunteers (phrase_hash);

CREATE TABLE devices (
    token_hash TEXT NOT NULL PRIMARY KEY,
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    added_at TIMESTAMP NOT NULL
);
CREATE INDEX devices_of_volunteer ON devices (volunteer_id, added_at);

CREATE TABLE remarks (
    id INTEGER NOT NULL PRIMARY KEY,
    client_key TEXT NOT NULL UNIQUE,
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT REFERENCES captures (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    raised_at TIMESTAMP NOT NULL
);
CREATE INDEX remarks_of_building ON remarks (building_id, id);
CREATE INDEX remarks_of_volunteer ON remarks (volunteer_id, id);
CREATE INDEX remarks_of_campaign ON remarks (campaign_id, id);

CREATE TABLE avoided (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    cell BIGINT NOT NULL,
    is_middle BOOLEAN NOT NULL,
    PRIMARY KEY (volunteer_id, campaign_id, cell)
);

CREATE TABLE practices (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    tries INTEGER NOT NULL,
    is_passed BOOLEAN NOT NULL,
    is_first_right BOOLEAN NOT NULL,
    was_shown BOOLEAN NOT NULL,
    tried_at TIMESTAMP NOT NULL,
    PRIMARY KEY (volunteer_id, building_id)
);

CREATE TABLE texts (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (campaign_id, lang, name)
);
