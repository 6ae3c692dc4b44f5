DROP INDEX buildings_of_place;
DROP TABLE incident_links;
DROP TABLE incidents;
