DROP TABLE release_takings;
