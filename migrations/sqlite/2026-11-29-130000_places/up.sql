-- Places and lists of buildings that are asked about before others, or more often, while they hold.
CREATE TABLE places (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    outline TEXT NOT NULL,
    weight INTEGER NOT NULL,
    least INTEGER NOT NULL,
    buildings INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    ended_by TEXT,
    ended_at TIMESTAMP
);
CREATE INDEX places_of_campaign ON places (campaign_id, id);

CREATE TABLE place_buildings (
    place_id BIGINT NOT NULL REFERENCES places (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    PRIMARY KEY (place_id, building_id)
);
CREATE INDEX place_buildings_of_building ON place_buildings (building_id);

-- Judgements that a building's places want at least: votes retire it not before.
ALTER TABLE tasks ADD COLUMN least INTEGER NOT NULL DEFAULT 0;

-- What was put first before there were places is a list for each priority.
INSERT INTO places (campaign_id, name, outline, weight, least, buildings, made_by, made_at)
    SELECT campaign_id, 'set before', '', priority, 0, COUNT(*), 'command line', CURRENT_TIMESTAMP
        FROM tasks WHERE priority <> 0 GROUP BY campaign_id, priority;
INSERT INTO place_buildings (place_id, building_id)
    SELECT places.id, tasks.building_id FROM tasks
        JOIN places ON places.campaign_id = tasks.campaign_id AND places.weight = tasks.priority;
