-- The version before has no word for a pause.
UPDATE campaigns SET phase = 'closed' WHERE phase = 'paused';
DROP TABLE checks;
DROP TABLE setups;
