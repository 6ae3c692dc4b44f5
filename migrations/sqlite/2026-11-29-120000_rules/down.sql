DELETE FROM blind_answers WHERE round < 0;
DROP INDEX blind_answers_of_round;
DROP TABLE quality_reports;
DROP TABLE sampled_buildings;
DROP TABLE quality_samples;
DROP TABLE proposal_changes;
DROP TABLE proposals;
DROP TABLE rule_versions;
