-- By when a campaign wishes to be settled, and pictures of it that say what counts as destroyed.

ALTER TABLE setups ADD COLUMN finish_by DATE;

CREATE TABLE examples (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    place INTEGER NOT NULL,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    is_destroyed BOOLEAN NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (campaign_id, place)
);
