-- What each release says of each building, for its map and lists. Where single columns are not
-- kept, `row_at` and `row_bytes` say where its row lies in the release's buildings.csv.

CREATE TABLE release_buildings (
    release_id BIGINT NOT NULL REFERENCES releases (id),
    building_id BIGINT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    status TEXT NOT NULL,
    after_on DATE,
    by_on DATE,
    agreement_pm INTEGER,
    counted INTEGER NOT NULL,
    row_at BIGINT NOT NULL,
    row_bytes INTEGER NOT NULL,
    PRIMARY KEY (release_id, building_id)
);

ALTER TABLE releases ADD COLUMN is_listed BOOLEAN NOT NULL DEFAULT FALSE;
