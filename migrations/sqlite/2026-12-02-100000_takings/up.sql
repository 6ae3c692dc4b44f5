-- How often each file of a release was taken on a day by who has no account: of whom nothing is
-- kept.

CREATE TABLE release_takings (
    release_id BIGINT NOT NULL REFERENCES releases (id),
    name TEXT NOT NULL,
    taken_on DATE NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (release_id, name, taken_on)
);
