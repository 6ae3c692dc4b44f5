ALTER TABLE releases DROP COLUMN is_listed;
DROP TABLE release_buildings;
