DROP TABLE examples;
ALTER TABLE setups DROP COLUMN finish_by;
