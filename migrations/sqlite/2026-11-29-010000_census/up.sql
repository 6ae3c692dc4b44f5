-- A campaign counted, for its dashboard: derived, and counted anew at will.

CREATE TABLE censuses (
    campaign_id BIGINT NOT NULL PRIMARY KEY REFERENCES campaigns (id),
    body TEXT NOT NULL,
    counted_at TIMESTAMP NOT NULL
);
CREATE INDEX past_findings_ended ON past_findings (ended_at);
