DROP INDEX messages_sent;
DROP INDEX remarks_raised;
DROP INDEX acts_of_kind;
DROP INDEX acts_of_campaign_kind;
DROP TABLE retention;
DELETE FROM acts WHERE kind IN ('token made', 'token taken back', 'retention set', 'swept');
DROP TABLE api_tokens;
