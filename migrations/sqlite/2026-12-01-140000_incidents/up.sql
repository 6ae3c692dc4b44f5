-- Incidents that others report, and the buildings that they may have to do with. What a person
-- answered for a candidate stays with what was so when they did.
CREATE TABLE incidents (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    grade TEXT NOT NULL,
    status TEXT NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    accuracy TEXT NOT NULL,
    accuracy_m INTEGER,
    killed_min INTEGER,
    killed_max INTEGER,
    injured_min INTEGER,
    injured_max INTEGER,
    version INTEGER NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP,
    is_due BOOLEAN NOT NULL,
    fits INTEGER NOT NULL,
    UNIQUE (campaign_id, source, external_id)
);
CREATE INDEX incidents_of_campaign ON incidents (campaign_id, id);
CREATE INDEX incidents_due ON incidents (campaign_id, is_due, id);

CREATE TABLE incident_links (
    id INTEGER NOT NULL PRIMARY KEY,
    incident_id BIGINT NOT NULL REFERENCES incidents (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    state TEXT NOT NULL,
    distance_m DOUBLE PRECISION NOT NULL,
    overlap_days BIGINT NOT NULL,
    after_on DATE NOT NULL,
    by_on DATE NOT NULL,
    verdict_version INTEGER NOT NULL,
    incident_version INTEGER NOT NULL,
    found_at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    UNIQUE (incident_id, building_id)
);
CREATE INDEX incident_links_of_building ON incident_links (building_id, state);
CREATE INDEX incident_links_of_campaign ON incident_links (campaign_id, state, incident_id, id);

-- What stands near a place is found without reading every building.
CREATE INDEX buildings_of_place ON buildings (campaign_id, lat, lon);
