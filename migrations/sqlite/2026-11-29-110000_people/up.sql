-- Remarks that are dealt with, words for one volunteer or for all, and devices that are one
-- person's. Of what people decided rows are only ever added.

ALTER TABLE remarks ADD COLUMN is_open BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX remarks_to_answer ON remarks (campaign_id, is_open, id);
CREATE INDEX remarks_to_answer_of_kind ON remarks (campaign_id, is_open, kind, id);
CREATE TABLE remark_answers (
    id INTEGER NOT NULL PRIMARY KEY,
    remark_id BIGINT NOT NULL REFERENCES remarks (id),
    is_resolved BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    account TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
CREATE INDEX remark_answers_of_remark ON remark_answers (remark_id, id);

-- The volunteer as whom the devices of one person count; none where there is one device alone.
ALTER TABLE enrolments ADD COLUMN person_id BIGINT REFERENCES volunteers (id);
CREATE INDEX enrolments_of_person ON enrolments (person_id);
CREATE INDEX enrolments_of_persons ON enrolments (campaign_id) WHERE person_id IS NOT NULL;
CREATE INDEX enrolments_by_answers ON enrolments (campaign_id, answered DESC, volunteer_id);
CREATE INDEX enrolments_in_order ON enrolments (campaign_id, volunteer_id);
DROP INDEX enrolments_of_campaign;
CREATE TABLE merges (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    person_id BIGINT NOT NULL REFERENCES volunteers (id),
    reason TEXT NOT NULL,
    account TEXT NOT NULL,
    began_at TIMESTAMP NOT NULL,
    end_reason TEXT,
    ended_by TEXT,
    ended_at TIMESTAMP
);
CREATE INDEX merges_of_volunteer ON merges (volunteer_id, campaign_id, ended_at);
CREATE INDEX merges_of_person ON merges (person_id);

CREATE TABLE messages (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    text TEXT NOT NULL,
    account TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP
);
CREATE INDEX messages_of_volunteer ON messages (volunteer_id, campaign_id, read_at, id);

CREATE TABLE announcements (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    account TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    begins_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    ended_by TEXT
);
CREATE INDEX announcements_of_campaign ON announcements (campaign_id, ends_at);
CREATE TABLE announcement_texts (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    lang TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (announcement_id, lang)
);
