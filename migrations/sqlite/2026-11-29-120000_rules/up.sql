-- Versions of a campaign's rules, what another rule would change, and samples that experts audit.
-- Rows of versions, samples and reports are only ever added; proposals are derived.

CREATE TABLE rule_versions (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    number INTEGER NOT NULL,
    method TEXT NOT NULL,
    dealing TEXT NOT NULL,
    account TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    UNIQUE (campaign_id, number)
);
CREATE INDEX rule_versions_to_settle ON rule_versions (id) WHERE settled_at IS NULL;

CREATE TABLE proposals (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    method TEXT NOT NULL,
    base TEXT NOT NULL,
    account TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    counted_at TIMESTAMP,
    body TEXT NOT NULL,
    UNIQUE (campaign_id)
);

CREATE TABLE proposal_changes (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    state_now TEXT NOT NULL,
    state_then TEXT NOT NULL,
    window_now TEXT NOT NULL,
    window_then TEXT NOT NULL,
    PRIMARY KEY (proposal_id, building_id)
);
CREATE INDEX proposal_changes_of_building ON proposal_changes (building_id);

CREATE TABLE quality_samples (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    seed BIGINT NOT NULL,
    experts INTEGER NOT NULL,
    method TEXT NOT NULL,
    account TEXT NOT NULL,
    drawn_at TIMESTAMP NOT NULL
);
CREATE INDEX quality_samples_of_campaign ON quality_samples (campaign_id, id);

CREATE TABLE sampled_buildings (
    sample_id BIGINT NOT NULL REFERENCES quality_samples (id),
    position INTEGER NOT NULL,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    stratum TEXT NOT NULL,
    population INTEGER NOT NULL,
    PRIMARY KEY (sample_id, position)
);
CREATE INDEX sampled_buildings_of_building ON sampled_buildings (building_id);

CREATE TABLE quality_reports (
    id INTEGER NOT NULL PRIMARY KEY,
    sample_id BIGINT NOT NULL REFERENCES quality_samples (id),
    body TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX quality_reports_of_sample ON quality_reports (sample_id, id);

-- An audit is answered in the round of minus the sample's id.
CREATE INDEX blind_answers_of_round ON blind_answers (campaign_id, round);
