-- Policies with a model beside the rule; gold, repeats and neighbourhoods in the dealing; accounts
-- set aside or suspected; verdicts of the past; fits of the model.

ALTER TABLE campaigns ADD COLUMN width_max INTEGER NOT NULL DEFAULT 1;
ALTER TABLE campaigns ADD COLUMN stopping TEXT NOT NULL DEFAULT 'rule';
ALTER TABLE campaigns ADD COLUMN sure_pm INTEGER NOT NULL DEFAULT 950;
ALTER TABLE campaigns ADD COLUMN gold_first_pm INTEGER NOT NULL DEFAULT 400;
ALTER TABLE campaigns ADD COLUMN gold_later_pm INTEGER NOT NULL DEFAULT 100;
ALTER TABLE campaigns ADD COLUMN repeat_pm INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN near_pm INTEGER NOT NULL DEFAULT 250;

ALTER TABLE tasks ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN cell BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN counted_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN dealt_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE captures ADD COLUMN is_held BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE tasks SET cell = (SELECT CAST((b.lat + 90) * 200 AS INTEGER) * 72000 + CAST((b.lon + 180) * 200 AS INTEGER) FROM buildings b WHERE b.id = tasks.building_id);
DROP INDEX tasks_to_deal;
CREATE INDEX tasks_to_deal ON tasks
    (campaign_id, is_dealable, priority DESC, load, shuffle, building_id);
CREATE INDEX tasks_of_cell ON tasks (campaign_id, cell);

ALTER TABLE assignments ADD COLUMN purpose TEXT NOT NULL DEFAULT 'task';
ALTER TABLE judgements ADD COLUMN purpose TEXT NOT NULL DEFAULT 'task';
CREATE INDEX judgements_by_building ON judgements (campaign_id, building_id, id);
CREATE INDEX judgements_by_id ON judgements (campaign_id, id);

CREATE TABLE visits (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    cell BIGINT NOT NULL,
    dealt BIGINT NOT NULL,
    near BIGINT NOT NULL,
    PRIMARY KEY (volunteer_id, campaign_id, cell)
);

CREATE TABLE golds (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    explanation TEXT NOT NULL,
    account TEXT NOT NULL,
    set_at TIMESTAMP NOT NULL,
    is_active BOOLEAN NOT NULL
);
CREATE INDEX golds_to_deal ON golds (campaign_id, is_active, building_id);

CREATE TABLE cohorts (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    members TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    account TEXT,
    decided_at TIMESTAMP
);
CREATE INDEX cohorts_of_campaign ON cohorts (campaign_id, id);
ALTER TABLE enrolments ADD COLUMN cohort_id BIGINT REFERENCES cohorts (id);
CREATE INDEX enrolments_of_cohort ON enrolments (cohort_id);

CREATE TABLE quarantines (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    reason TEXT NOT NULL,
    account TEXT NOT NULL,
    began_at TIMESTAMP NOT NULL,
    end_reason TEXT,
    ended_by TEXT,
    ended_at TIMESTAMP
);
CREATE INDEX quarantines_of_volunteer ON quarantines (volunteer_id, campaign_id, ended_at);

CREATE TABLE past_findings (
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    retirement_reason TEXT,
    counted INTEGER NOT NULL,
    cannot_tell INTEGER NOT NULL,
    agree INTEGER NOT NULL,
    last_standing TEXT NOT NULL,
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed TEXT NOT NULL,
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    width INTEGER NOT NULL,
    why TEXT NOT NULL,
    method TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    ended_why TEXT NOT NULL,
    PRIMARY KEY (building_id, version)
);

CREATE TABLE fits (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    method TEXT NOT NULL,
    judgements BIGINT NOT NULL,
    compared BIGINT NOT NULL,
    differing BIGINT NOT NULL,
    is_frozen BOOLEAN NOT NULL,
    parameters TEXT NOT NULL,
    fitted_at TIMESTAMP NOT NULL
);
CREATE INDEX fits_of_campaign ON fits (campaign_id, id);

CREATE TABLE skills (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    exactness DOUBLE NOT NULL,
    lateness DOUBLE NOT NULL,
    spread DOUBLE NOT NULL,
    lapse DOUBLE NOT NULL,
    PRIMARY KEY (volunteer_id, campaign_id)
);

CREATE TABLE posteriors (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    fit_id BIGINT NOT NULL REFERENCES fits (id),
    likeliest TEXT NOT NULL,
    sure_pm INTEGER NOT NULL,
    credible TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
