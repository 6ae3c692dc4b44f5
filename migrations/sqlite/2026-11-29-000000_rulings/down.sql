DROP TABLE case_reopenings;
DROP TABLE rulings;
DROP TABLE blind_answers;
DROP TABLE votes_seen;
DROP TABLE cases;
DROP INDEX tasks_escalated;
-- Before, nothing opened what was ruled, and votes decided what people held.
ALTER TABLE tasks DROP COLUMN disagreement;
ALTER TABLE tasks DROP COLUMN is_held;
ALTER TABLE tasks DROP COLUMN asked;
ALTER TABLE campaigns DROP COLUMN rulings_by;
