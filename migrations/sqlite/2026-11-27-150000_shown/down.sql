CREATE INDEX remarks_of_campaign ON remarks (campaign_id, id);
DROP TABLE shown;
