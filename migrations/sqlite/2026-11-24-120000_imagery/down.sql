ALTER TABLE judgements DROP COLUMN exhibit;
DROP TABLE exhibits;
CREATE TABLE old_chips (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    px INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    UNIQUE (building_id, px, capture_id)
);
INSERT INTO old_chips (building_id, capture_id, px, sha256, bytes, recipe)
SELECT c.building_id, r.capture_id, r.px, c.sha256, c.bytes,
    json_set(r.recipe, '$.frame', json_object('metres', c.metres, 'px', r.px))
FROM chips c JOIN recipes r ON r.id = c.recipe_id
JOIN coverage v ON v.building_id = c.building_id AND v.capture_id = r.capture_id
    AND c.sha256 IN (v.chip, v.thumb)
WHERE r.kind IN ('chip', 'thumb');
DROP TABLE chips;
DROP TABLE recipes;
DROP TABLE tiles;
DROP TABLE coverage;
DROP TABLE reference_windows;
ALTER TABLE old_chips RENAME TO chips;
CREATE INDEX chips_by_content ON chips (sha256);
CREATE INDEX chips_of_capture ON chips (capture_id);
DROP INDEX buildings_of_import;
ALTER TABLE buildings DROP COLUMN print;
ALTER TABLE buildings DROP COLUMN attributes;
ALTER TABLE buildings DROP COLUMN import_id;
DROP TABLE shifts;
DROP INDEX captures_of_source;
ALTER TABLE captures DROP COLUMN is_shown;
ALTER TABLE captures DROP COLUMN shift_north_m;
ALTER TABLE captures DROP COLUMN shift_east_m;
ALTER TABLE captures DROP COLUMN reading;
ALTER TABLE captures DROP COLUMN import_id;
ALTER TABLE captures DROP COLUMN source_id;
DROP TABLE imports;
DROP TABLE sources;
