ALTER TABLE tasks DROP COLUMN least;
DROP TABLE place_buildings;
DROP TABLE places;
