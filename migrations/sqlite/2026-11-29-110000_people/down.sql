DROP TABLE announcement_texts;
DROP TABLE announcements;
DROP TABLE messages;
-- The version before counts each device for itself once its buildings are decided anew.
DROP TABLE merges;
CREATE INDEX enrolments_of_campaign ON enrolments (campaign_id);
DROP INDEX enrolments_in_order;
DROP INDEX enrolments_by_answers;
DROP INDEX enrolments_of_persons;
DROP INDEX enrolments_of_person;
ALTER TABLE enrolments DROP COLUMN person_id;
DROP TABLE remark_answers;
DROP INDEX remarks_to_answer_of_kind;
DROP INDEX remarks_to_answer;
ALTER TABLE remarks DROP COLUMN is_open;
