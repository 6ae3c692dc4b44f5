DELETE FROM acts WHERE kind IN ('release made', 'release withdrawn', 'places coarsened');
DROP TABLE place_tiers;
DROP TABLE release_files;
DROP TABLE releases;
