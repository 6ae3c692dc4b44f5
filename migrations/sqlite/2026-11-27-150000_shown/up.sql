-- When a volunteer was shown what others said about a building: from then on their own answer to it
-- is final. No campaign is ever deleted, and nothing asks for the remarks of one.

CREATE TABLE shown (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    shown_at TIMESTAMP NOT NULL,
    PRIMARY KEY (volunteer_id, building_id)
);
CREATE INDEX shown_of_building ON shown (building_id);

DROP INDEX remarks_of_campaign;
