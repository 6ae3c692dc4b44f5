-- Where pictures come from and how they are shown; what each building is seen in; chips kept for
-- ever with the recipe that made them; imports that can be looked at and undone.

CREATE TABLE sources (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    licence TEXT,
    attribution TEXT,
    audience TEXT NOT NULL,
    may_cache BOOLEAN NOT NULL,
    may_export BOOLEAN NOT NULL,
    expires_on DATE,
    UNIQUE (campaign_id, name)
);

CREATE TABLE imports (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    report TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX imports_of_campaign ON imports (campaign_id, id);

ALTER TABLE captures ADD COLUMN source_id BIGINT REFERENCES sources (id);
ALTER TABLE captures ADD COLUMN import_id BIGINT REFERENCES imports (id);
ALTER TABLE captures ADD COLUMN reading TEXT NOT NULL DEFAULT '{}';
ALTER TABLE captures ADD COLUMN shift_east_m DOUBLE NOT NULL DEFAULT 0;
ALTER TABLE captures ADD COLUMN shift_north_m DOUBLE NOT NULL DEFAULT 0;
ALTER TABLE captures ADD COLUMN is_shown BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX captures_of_source ON captures (source_id);

CREATE TABLE shifts (
    id INTEGER NOT NULL PRIMARY KEY,
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    east_m DOUBLE NOT NULL,
    north_m DOUBLE NOT NULL,
    account TEXT NOT NULL,
    shifted_at TIMESTAMP NOT NULL
);
CREATE INDEX shifts_of_capture ON shifts (capture_id, id);

ALTER TABLE buildings ADD COLUMN import_id BIGINT REFERENCES imports (id);
ALTER TABLE buildings ADD COLUMN attributes TEXT NOT NULL DEFAULT '';
ALTER TABLE buildings ADD COLUMN print BIGINT NOT NULL DEFAULT 0;
CREATE INDEX buildings_of_import ON buildings (import_id);

CREATE TABLE reference_windows (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    after_on DATE,
    before_on DATE,
    damage TEXT NOT NULL,
    confidence TEXT,
    said TEXT NOT NULL
);
CREATE INDEX reference_windows_of_building ON reference_windows (building_id);

CREATE TABLE coverage (
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    chip TEXT,
    thumb TEXT,
    PRIMARY KEY (building_id, capture_id)
);
CREATE INDEX coverage_of_capture ON coverage (capture_id, building_id);

CREATE TABLE tiles (
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (building_id, capture_id)
);

CREATE TABLE recipes (
    id INTEGER NOT NULL PRIMARY KEY,
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    kind TEXT NOT NULL,
    px INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    UNIQUE (capture_id, kind, recipe)
);

ALTER TABLE chips RENAME TO old_chips;
INSERT INTO recipes (capture_id, kind, px, recipe)
SELECT DISTINCT capture_id, CASE WHEN px = 64 THEN 'thumb' ELSE 'chip' END, px, json_remove(recipe, '$.frame')
FROM old_chips;

INSERT INTO coverage (building_id, capture_id, chip, thumb)
SELECT building_id, capture_id,
    MAX(CASE WHEN px <> 64 THEN sha256 END), MAX(CASE WHEN px = 64 THEN sha256 END)
FROM old_chips GROUP BY building_id, capture_id;

CREATE TABLE chips_now (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    recipe_id BIGINT NOT NULL REFERENCES recipes (id),
    metres INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    UNIQUE (building_id, recipe_id)
);
INSERT INTO chips_now (building_id, recipe_id, metres, sha256, bytes)
SELECT o.building_id, r.id, json_extract(o.recipe, '$.frame.metres'), o.sha256, o.bytes
FROM old_chips o JOIN recipes r ON r.capture_id = o.capture_id AND r.px = o.px
    AND r.recipe = json_remove(o.recipe, '$.frame')
ORDER BY o.id;
DROP TABLE old_chips;
ALTER TABLE chips_now RENAME TO chips;
CREATE INDEX chips_by_content ON chips (sha256);
CREATE INDEX chips_of_recipe ON chips (recipe_id);

CREATE TABLE exhibits (
    digest TEXT NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    chips TEXT NOT NULL,
    shown_at TIMESTAMP NOT NULL
);
CREATE INDEX exhibits_of_building ON exhibits (building_id);
ALTER TABLE judgements ADD COLUMN exhibit TEXT;
